// Makes tools of functions. Nothing here needs to change when tools do.
//
// It imports nothing of the component's own modules, so tools and their tests run under Node;
// component.ts connects them to the contract.

import * as z from "zod";
import { message, toJSON } from "./texts.ts";

/** What a tool may ask and tell the client. wit/mcp.wit has the rest, under `context`. */
export interface Context {
  reportProgress(progress: number, total?: number, message?: string): void;
  log(level: LogLevel, data: unknown, logger?: string): void;
  inputResponse(key: string): unknown;
}

export type LogLevel = "debug" | "info" | "notice" | "warning" | "error" | "critical" | "alert" | "emergency";

/** One block of content: a text, an image or sound, or any other block in the form MCP has for it. */
export type Block =
  | string
  | { type: "image" | "audio"; data: Uint8Array; mimeType: string }
  | { type: "resource_link" | "resource"; [member: string]: unknown };

/** A result in full. */
export class Result {
  constructor(
    public content: Block[],
    public structured?: object,
    public isError = false,
  ) {}
}

/**
 * Throw it to ask the client: the tool is called again with the answers in
 * `context.inputResponse`. A request's method is for example `elicitation/create`.
 */
export class InputRequired extends Error {
  constructor(
    public requests: { key: string; method: string; params: object }[],
    public state?: string,
  ) {
    super("input required");
  }
}

export interface Tool {
  name: string;
  description: string;
  inputSchema: object;
  outputSchema?: object;
  extra?: object;
  call(args: unknown, context?: Context): Result;
}

type Shape = z.core.$ZodLooseShape;
type Returned<Output> = Output extends Shape
  ? z.input<z.ZodObject<Output, z.core.$strict>>
  : string | number | boolean | void | Result;

/** A tool that answers with what `run` returns. `extra` is what else MCP has for tools. */
export function tool<Input extends Shape, Output extends Shape | undefined = undefined>(definition: {
  name: string;
  description: string;
  input: Input;
  output?: Output;
  extra?: { title?: string; annotations?: object; [member: string]: unknown };
  run(args: z.output<z.ZodObject<Input, z.core.$strict>>, context: Context): Returned<Output>;
}): Tool {
  if (isAsync(definition.run)) throw new TypeError(`tool ${definition.name}: run cannot wait, and is not to be async`);
  const input = z.strictObject(definition.input);
  return {
    name: definition.name,
    description: definition.description,
    extra: definition.extra,
    inputSchema: jsonSchema(input, "input"),
    outputSchema: definition.output && jsonSchema(z.strictObject(definition.output), "output"),
    call(args, context = silent) {
      const parsed = input.safeParse(args);
      if (!parsed.success) {
        return new Result([`invalid arguments: ${reasons(parsed.error)}`], undefined, true);
      }
      try {
        return result(definition.run(parsed.data, context));
      } catch (error) {
        if (error instanceof InputRequired) throw error;
        return new Result([message(error)], undefined, true);
      }
    },
  };
}

/** For tests: nobody is there to be told. */
const silent: Context = {
  reportProgress() {},
  log() {},
  inputResponse() {},
};

function result(value: unknown): Result {
  if (value instanceof Result) return value;
  if (value === undefined) return new Result([]);
  if (value instanceof Promise) throw new TypeError("a tool cannot wait: run returned a promise");
  if (typeof value === "object") return new Result([toJSON(value)], value as object);
  return new Result([String(value)]);
}

function reasons(error: z.ZodError): string {
  return error.issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; ");
}

function jsonSchema(type: z.ZodType, io: "input" | "output"): object {
  const { $schema, ...schema } = z.toJSONSchema(type, { io, override: ({ jsonSchema }) => addTypes(jsonSchema) });
  return schema;
}

/** Clients want a type beside every list of values, and one type in each list. */
function addTypes(schema: { enum?: unknown[]; const?: unknown; type?: unknown; anyOf?: unknown[] }) {
  if (schema.type !== undefined || (schema.enum === undefined && schema.const === undefined)) return;
  const values = schema.enum ?? [schema.const];
  const types = [...new Set(values.map(typeOf))];
  if (types.length === 1) {
    schema.type = types[0];
    return;
  }
  schema.anyOf = types.map((type) =>
    type === "null" ? { type } : { type, enum: values.filter((value) => typeOf(value) === type) },
  );
  delete schema.enum;
}

const typeOf = (value: unknown) => (value === null ? "null" : typeof value);

/** Whether a function is declared so, before it is called. */
const isAsync = (run: unknown) => Object.getPrototypeOf(run) === Object.getPrototypeOf(async () => {});
