import assert from "node:assert/strict";
import { test } from "node:test";
import tools from "./tools.ts";

/** Calls a tool as a client would. */
function call(name: string, args: object) {
  const tool = tools.find((tool) => tool.name === name);
  assert.ok(tool, `no tool is called ${name}`);
  return tool.call(args);
}

test("slugify", () => {
  assert.deepEqual(call("slugify", { title: "Über uns, and more!" }).content, ["über-uns-and-more"]);
});

test("count-words", () => {
  assert.deepEqual(call("count-words", { text: "It's well-known: 3 words" }).content, ["4"]);
});

test("says which argument is wrong", () => {
  const { isError, content } = call("slugify", { title: 3 });
  assert.equal(isError, true);
  assert.match(String(content[0]), /^invalid arguments: title: /);
});
