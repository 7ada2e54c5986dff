// Connects the prompts to the contract. Nothing here needs to change when prompts do.

import "./engine.ts"; // Comes first.
import type * as contract from "wasmcp:mcp/prompts@0.1.0";
import all from "./prompts.ts";
import { fromJSON, message, toJSON } from "./texts.ts";
import { Invalid, messages } from "./wasmcp.ts";

export const prompts = {
  listPrompts: (): contract.Prompt[] =>
    all.map((prompt) => ({
      name: prompt.name.toWellFormed(),
      description: prompt.description.toWellFormed(),
      arguments: prompt.arguments.map(({ name, description, required = true }) => ({ name, description, required })),
      extra: prompt.extra && toJSON(prompt.extra),
    })),

  getPrompt(name: string, args: string): contract.PromptResult {
    const prompt = all.find((prompt) => prompt.name === name);
    if (!prompt) throw failure({ tag: "not-found" });
    try {
      return {
        description: prompt.description.toWellFormed(),
        messages: messages(prompt, fromJSON(args)).map(({ role, text }) => ({
          role,
          content: { tag: "text", val: { text: text.toWellFormed() } },
        })),
      };
    } catch (error) {
      // Whatever is not an error of the contract would end the whole server.
      throw failure({ tag: error instanceof Invalid ? "invalid-params" : "internal", val: message(error) });
    }
  },
};

function failure(error: contract.Error): contract.Error {
  return error;
}
