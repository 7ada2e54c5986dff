// Tools that do what tools do seldom, for calls_test.go.

import * as z from "zod";
import { tool } from "./wasmcp.ts";

const down = (n: number): number => down(n - 1) + 1;
const nested = (n: number): unknown => (n === 0 ? 0 : [n].map(() => nested(n - 1)));

const cases: Record<string, () => unknown> = {
  date: () => new Date().getUTCFullYear(),
  now: () => Date.now() > 1.7e12,
  performance: () => typeof performance.now(),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  values: () => [...crypto.getRandomValues(new Uint8Array(4))].length,
  recursion: () => down(10_000),
  callbacks: () => nested(100_000),
  caught: () => {
    try {
      return down(10_000);
    } catch (error) {
      return `caught a ${(error as Error).name}`;
    }
  },
  console: () => console.log("a line", { of: ["the log"] }, 1n),
  half: () => "hi👍".slice(0, 3),
  thrown: () => {
    throw new Error("half \ud83d");
  },
  thrownText: () => {
    throw "half \udc4d";
  },
  encoder: () => new TextEncoder().encode("é👍\ud83d").join(),
  decoder: () => new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa9, 0xff, 0xf0, 0x9f, 0x91, 0x8d, 0xe2, 0x82])),
  clone: () => JSON.stringify(structuredClone({ a: [1, { b: new Date(0) }] })),
  base64: () => atob(btoa("text")),
};

export default [
  tool({
    name: "try",
    description: "Do it.",
    input: { what: z.string(), with: z.string().optional() },
    run: (args) => (args.what === "echo" ? args.with : (cases[args.what]() as string | number)),
  }),
  tool({
    name: "object",
    description: "Answer with an object.",
    input: {},
    output: { text: z.string() },
    run: () => ({ text: "half \ud83d, whole 👍, \\ud83d" }),
  }),
  tool({
    name: "messages",
    description: "Report and log.",
    input: {},
    run: (_, context) => {
      context.reportProgress(1, 2, "half \ud83d");
      context.log("info", "half \ud83d", "\ud83d");
    },
  }),
];
