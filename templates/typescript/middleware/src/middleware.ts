// What this component does with requests on their way. Change it to what yours shall do.

import type { Json, Next } from "./wasmcp.ts";

/** The methods that come to `handle`. All others pass by. */
export const methods = ["tools/call"];

/** The longest text that a tool may answer with, in characters. */
const limit = 10_000;

/**
 * Answers a request: by asking the rest of the server, or at once, for example with
 * `throw new RpcError(-32602, "no")`. This one cuts the texts of tools' results.
 */
export function handle(method: string, params: Json, next: Next): Json {
  const result = next(method, params);
  for (const block of result.content ?? []) {
    if (typeof block.text === "string") block.text = cut(block.text);
  }
  return result;
}

/** What is left of a text that is too long. */
function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  return `${characters.slice(0, limit).join("")}… (${characters.length - limit} characters left out)`;
}
