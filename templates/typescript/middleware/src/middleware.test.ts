import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "./middleware.ts";
import { RpcError } from "./wasmcp.ts";

function answerTo(text: string): string {
  const next = () => ({ content: [{ type: "text", text }] });
  return handle("tools/call", { name: "any" }, next).content[0].text;
}

test("leaves short texts alone", () => {
  assert.equal(answerTo("short"), "short");
});

test("cuts long texts", () => {
  assert.match(answerTo("é".repeat(10_007)), /é… \(7 characters left out\)$/);
});

test("passes errors on", () => {
  const next = () => {
    throw new RpcError(-32602, "unknown tool");
  };
  assert.throws(() => handle("tools/call", {}, next), { message: "unknown tool" });
});
