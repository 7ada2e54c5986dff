// Connects the prompts to the contract. Nothing here needs to change when prompts do.

import type * as contract from "wasmcp:mcp/prompts@0.1.0";
import all from "./prompts.ts";
import { Invalid, messages } from "./wasmcp.ts";

export const prompts = {
  listPrompts: (): contract.Prompt[] =>
    all.map((prompt) => ({
      name: prompt.name,
      description: prompt.description,
      arguments: prompt.arguments.map(({ name, description, required = true }) => ({ name, description, required })),
      extra: prompt.extra && JSON.stringify(prompt.extra),
    })),

  getPrompt(name: string, args: string): contract.PromptResult {
    const prompt = all.find((prompt) => prompt.name === name);
    if (!prompt) throw failure({ tag: "not-found" });
    try {
      return {
        description: prompt.description,
        messages: messages(prompt, JSON.parse(args)).map(({ role, text }) => ({
          role,
          content: { tag: "text", val: { text } },
        })),
      };
    } catch (error) {
      // Whatever is not an error of the contract would end the whole server.
      const message = error instanceof Error ? error.message : String(error);
      throw failure({ tag: error instanceof Invalid ? "invalid-params" : "internal", val: message });
    }
  },
};

function failure(error: contract.Error): contract.Error {
  return error;
}
