import assert from "node:assert/strict";
import { test } from "node:test";
import { resources, templates } from "./resources.ts";
import { NotFound, read, variables } from "./wasmcp.ts";

test("lists every note", () => {
  assert.deepEqual(read({ resources, templates }, "notes://index"), ["text/plain", "bread\ntea"]);
});

test("reads a note", () => {
  assert.match(String(read({ resources, templates }, "notes://note/tea")[1]), /Three minutes/);
});

test("does not know every URI", () => {
  assert.throws(() => read({ resources, templates }, "notes://note/coffee"), NotFound);
  assert.throws(() => read({ resources, templates }, "notes://other"), NotFound);
});

test("finds variables", () => {
  assert.deepEqual(variables("a://{x}/{y}", "a://1/2"), { x: "1", y: "2" });
  assert.equal(variables("a://{x}", "a://1/2"), undefined);
  assert.equal(variables("a.b://{x}", "acb://1"), undefined);
});
