// JSON and texts as the contract wants them: no text has half of a surrogate pair.

/** JSON text of a value. */
export function toJSON(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${String(value)} is nothing that JSON has`);
  // JSON.stringify escapes halves of pairs, and no pair. What follows a backslash is not looked at.
  return text.includes("\\ud") ? text.replace(/\\\\|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, (found) => (found === "\\\\" ? found : "\ufffd")) : text;
}

/** The value of a JSON text. */
export function fromJSON(text: string): any {
  return /\\u[dD]/.test(text) ? clean(JSON.parse(text)) : JSON.parse(text);
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), clean(item)]));
}

/** What to tell of something that was thrown. */
export function message(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
    return text.toWellFormed();
  } catch {
    return "something was thrown that is no text";
  }
}
