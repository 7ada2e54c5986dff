// What QuickJS has not got of its own: random numbers, and what is usually there besides the language.
// Nothing here needs to change. component.ts imports it before everything else; quickjs.d.ts declares it.

import { getStderr } from "wasi:cli/stderr@0.2.0";
import { getRandomBytes, getRandomU64 } from "wasi:random/random@0.2.0";

const engine = globalThis as unknown as Record<string, unknown>;

/** Defines a global, unless the engine has one. */
function define(name: string, value: unknown) {
  if (!(name in engine)) engine[name] = value;
}

// The engine's own numbers begin anew, and are the same ones, in every instance.
Math.random = () => (Number(BigInt(getRandomU64()) >> 11n) / 2 ** 53) % 1;

/** Random bytes. Engines differ in whether the contract's 64-bit numbers are a bigint. */
function randomBytes(length: number): Uint8Array {
  return getRandomBytes(typeof getRandomU64() === "bigint" ? BigInt(length) : (length as unknown as bigint));
}

define("crypto", {
  getRandomValues<T extends ArrayBufferView>(array: T): T {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(randomBytes(bytes.length));
    return array;
  },
  randomUUID(): string {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  },
});

/** The bytes of a text in UTF-8. */
function encode(text = ""): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0)!;
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return new Uint8Array(bytes);
}

/** The text of bytes in UTF-8. What is none becomes U+FFFD, or throws where `fatal`. */
function decode(bytes: Uint8Array, fatal: boolean): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++];
    let more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more < 0 ? 0xfffd : more === 0 ? first : first & (0x3f >> more);
    // The second byte alone tells numbers that are too small or too large, or half of a pair.
    let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    for (; more > 0 && at < bytes.length && bytes[at] >= low && bytes[at] <= high; more--, low = 0x80, high = 0xbf) {
      code = (code << 6) | (bytes[at++] & 0x3f);
    }
    if (more !== 0) {
      if (fatal) throw new TypeError("the bytes are not UTF-8");
      code = 0xfffd;
    }
    text += String.fromCodePoint(code);
  }
  return text;
}

define(
  "TextEncoder",
  class {
    encoding = "utf-8";
    encode = encode;
  },
);

define(
  "TextDecoder",
  class {
    encoding = "utf-8";
    constructor(
      label = "utf-8",
      private options: { fatal?: boolean; ignoreBOM?: boolean } = {},
    ) {
      if (!/^utf-?8$/i.test(label)) throw new RangeError(`this component decodes utf-8 alone, not ${label}`);
    }
    decode(input: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)): string {
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      const text = decode(bytes, this.options.fatal ?? false);
      return this.options.ignoreBOM ? text : text.replace(/^\ufeff/, "");
    }
  },
);

define("structuredClone", (value: unknown) => clone(value, new Map()));

function clone(value: unknown, known: Map<object, object>): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError(`${String(value)} cannot be cloned`);
  if (typeof value !== "object" || value === null) return value;
  const before = known.get(value);
  if (before) return before;
  const keep = <T extends object>(made: T): T => (known.set(value, made), made);
  if (value instanceof Date) return keep(new Date(value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (value instanceof DataView) {
    return keep(new DataView(clone(value.buffer, known) as ArrayBuffer, value.byteOffset, value.byteLength));
  }
  if (ArrayBuffer.isView(value)) {
    const Type = value.constructor as new (buffer: unknown, at: number, length: number) => object;
    return keep(new Type(clone(value.buffer, known), value.byteOffset, (value as Uint8Array).length));
  }
  if (value instanceof Map) {
    const made = keep(new Map());
    for (const [key, item] of value) made.set(clone(key, known), clone(item, known));
    return made;
  }
  if (value instanceof Set) {
    const made = keep(new Set());
    for (const item of value) made.add(clone(item, known));
    return made;
  }
  const made = keep(value instanceof Error ? new Error(value.message) : Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  if (value instanceof Error) made.name = value.name;
  for (const [key, item] of Object.entries(value)) made[key] = clone(item, known);
  return made;
}

/** What is shown of a value: texts as they are, the rest as JSON where it can be. */
function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ? `${value}\n${value.stack}`.trimEnd() : String(value);
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? `${value}n` : String(value);
  try {
    return JSON.stringify(value, (_, item) =>
      typeof item === "bigint" ? `${item}n` : item instanceof Map || item instanceof Set ? [...item] : item,
    );
  } catch {
    return String(value);
  }
}

/** Writes a line to standard error, which is the host's log. */
function write(...values: unknown[]) {
  const bytes = encode(`${indent}${values.map(show).join(" ")}\n`);
  try {
    const stream = getStderr();
    // No more than that is written at once.
    for (let at = 0; at < bytes.length; at += 4096) stream.blockingWriteAndFlush(bytes.slice(at, at + 4096));
  } catch {
    // A log that is not there is not the tool's fault.
  }
}

let indent = "";
const counts = new Map<string, number>();
const timers = new Map<string, number>();

define("console", {
  debug: write,
  log: write,
  info: write,
  warn: write,
  error: write,
  trace: write,
  dir: (value: unknown) => write(value),
  table: (value: unknown) => write(value),
  assert(condition?: unknown, ...values: unknown[]) {
    if (!condition) write("Assertion failed:", ...values);
  },
  count(label = "default") {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    write(`${label}: ${counts.get(label)}`);
  },
  countReset: (label = "default") => void counts.delete(label),
  group(...values: unknown[]) {
    if (values.length) write(...values);
    indent += "  ";
  },
  groupEnd: () => void (indent = indent.slice(2)),
  time: (label = "default") => void timers.set(label, Date.now()),
  timeLog: (label = "default") => write(`${label}: ${Date.now() - (timers.get(label) ?? Date.now())} ms`),
  timeEnd(label = "default") {
    write(`${label}: ${Date.now() - (timers.get(label) ?? Date.now())} ms`);
    timers.delete(label);
  },
});
