// Tests of src/wasmcp.ts, run in a project made from the template.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { InputRequired, Result, tool, type Context } from "./wasmcp.ts";

function made(run: () => string | number | boolean | void | Result) {
  return tool({ name: "made", description: "", input: {}, run });
}

test("describes its arguments", () => {
  const { inputSchema } = tool({
    name: "made",
    description: "",
    input: { name: z.string().describe("Whom"), times: z.int().default(1) },
    run: () => {},
  });
  assert.deepEqual(Object.keys(inputSchema), ["type", "properties", "required", "additionalProperties"]);
  const { properties, required } = inputSchema as { properties: { name: object }; required: string[] };
  assert.deepEqual(properties.name, { type: "string", description: "Whom" });
  assert.deepEqual(required, ["name"]);
});

test("gives defaults", () => {
  const t = tool({ name: "made", description: "", input: { n: z.int().default(7) }, run: ({ n }) => n });
  assert.deepEqual(t.call({}).content, ["7"]);
});

test("results", () => {
  assert.deepEqual(made(() => "text").call({}), new Result(["text"]));
  assert.deepEqual(made(() => 3).call({}), new Result(["3"]));
  assert.deepEqual(made(() => true).call({}), new Result(["true"]));
  assert.deepEqual(made(() => {}).call({}), new Result([]));
  assert.deepEqual(made(() => new Result(["a", "b"])).call({}), new Result(["a", "b"]));
});

test("an object has an output schema", () => {
  const t = tool({
    name: "made",
    description: "",
    input: {},
    output: { x: z.number() },
    run: () => ({ x: 1 }),
  });
  assert.deepEqual(t.call({}), new Result(['{"x":1}'], { x: 1 }));
  assert.deepEqual(t.outputSchema, {
    type: "object",
    properties: { x: { type: "number" } },
    required: ["x"],
    additionalProperties: false,
  });
});

test("what is thrown is a result", () => {
  const failed = (thrown: unknown) =>
    made(() => {
      throw thrown;
    }).call({});
  assert.deepEqual(failed(new Error("no such file")), new Result(["no such file"], undefined, true));
  assert.deepEqual(failed("text"), new Result(["text"], undefined, true));
});

test("a request for input is not", () => {
  const asked = new InputRequired([{ key: "name", method: "elicitation/create", params: {} }], "1");
  const t = made(() => {
    throw asked;
  });
  assert.throws(() => t.call({}), asked);
});

test("names every argument that is wrong", () => {
  const t = tool({
    name: "made",
    description: "",
    input: { a: z.number(), b: z.array(z.string()) },
    run: () => {},
  });
  const { isError, content } = t.call({ a: "x", b: ["y", 1] });
  assert.equal(isError, true);
  assert.match(String(content[0]), /^invalid arguments: a: .*; b: 1: /);
});

test("gives the context", () => {
  const t = tool({
    name: "made",
    description: "",
    input: {},
    run: (_, context) => String(context.inputResponse("key")),
  });
  const context = { inputResponse: (key: string) => `the answer to ${key}` } as Context;
  assert.deepEqual(t.call({}, context).content, ["the answer to key"]);
});
