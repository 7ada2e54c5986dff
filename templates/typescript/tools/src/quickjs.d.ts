// What there is in a component besides the language, and what there is not. Nothing here needs to change.

interface Console {
  debug(...values: unknown[]): void;
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  trace(...values: unknown[]): void;
  dir(value: unknown): void;
  table(value: unknown): void;
  assert(condition?: unknown, ...values: unknown[]): void;
  count(label?: string): void;
  countReset(label?: string): void;
  group(...values: unknown[]): void;
  groupEnd(): void;
  time(label?: string): void;
  timeLog(label?: string): void;
  timeEnd(label?: string): void;
}

/** Writes to the host's log: its standard error. */
declare var console: Console;

declare var crypto: {
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): string;
};
declare var performance: { now(): number };

declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
/** Decodes UTF-8. */
declare class TextDecoder {
  readonly encoding: string;
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBuffer | ArrayBufferView): string;
}

declare function structuredClone<T>(value: T): T;
declare function atob(text: string): string;
declare function btoa(text: string): string;

// Who uses one of these is told by the compiler that it is not there. build.mjs says it in words.

interface QuickJS_components_have_no_process {}
interface QuickJS_components_have_no_Buffer {}
interface QuickJS_components_have_no_require {}
interface QuickJS_components_have_no_fetch {}
interface QuickJS_components_have_no_timers {}
interface QuickJS_components_have_no_URL {}
interface QuickJS_components_have_no_streams {}

declare var process: QuickJS_components_have_no_process;
declare var Buffer: QuickJS_components_have_no_Buffer;
declare var require: QuickJS_components_have_no_require;
declare var fetch: QuickJS_components_have_no_fetch;
declare var XMLHttpRequest: QuickJS_components_have_no_fetch;
declare var WebSocket: QuickJS_components_have_no_fetch;
declare var setTimeout: QuickJS_components_have_no_timers;
declare var setInterval: QuickJS_components_have_no_timers;
declare var setImmediate: QuickJS_components_have_no_timers;
declare var queueMicrotask: QuickJS_components_have_no_timers;
declare var URL: QuickJS_components_have_no_URL;
declare var URLSearchParams: QuickJS_components_have_no_URL;
declare var ReadableStream: QuickJS_components_have_no_streams;
declare var Blob: QuickJS_components_have_no_streams;
