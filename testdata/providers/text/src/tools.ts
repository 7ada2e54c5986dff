// Tools for texts: the sample provider in TypeScript.

import * as z from "zod";
import { tool } from "./wasmcp.ts";

export default [
  tool({
    name: "reverse",
    description: "Reverse a text.",
    input: { text: z.string().describe("The text to reverse") },
    run: ({ text }) => [...text].reverse().join(""),
  }),
  tool({
    name: "uppercase",
    description: "Turn every letter of a text into a capital.",
    input: { text: z.string().describe("The text to change") },
    run: ({ text }) => text.toUpperCase(),
  }),
];
