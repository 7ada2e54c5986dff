import assert from "node:assert/strict";
import { test } from "node:test";
import prompts from "./prompts.ts";
import { messages } from "./wasmcp.ts";

/** Gets a prompt as a client would. */
function get(name: string, args: Record<string, string>) {
  const prompt = prompts.find((prompt) => prompt.name === name);
  assert.ok(prompt, `no prompt is called ${name}`);
  return messages(prompt, args);
}

test("reviews with a focus", () => {
  const [{ role, text }] = get("review", { code: "a = 1", focus: "names" });
  assert.equal(role, "user");
  assert.match(text, /Look at names above all\.\n\na = 1$/);
});

test("says which argument is missing", () => {
  assert.throws(() => get("review", {}), /^Error: review: code is missing$/);
});

test("says what is wrong", () => {
  assert.throws(() => get("summarize", { text: " " }), /no text to summarize/);
});
