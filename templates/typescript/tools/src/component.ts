// Connects the tools to the contract. Nothing here needs to change when tools do.

import "./engine.ts"; // Comes first.
import * as context from "wasmcp:mcp/context@0.1.0";
import type * as contract from "wasmcp:mcp/tools@0.1.0";
import { fromJSON, message, toJSON } from "./texts.ts";
import all from "./tools.ts";
import { InputRequired, type Block, type Context } from "./wasmcp.ts";

export const tools = {
  listTools(): contract.Tool[] {
    return all.map((tool) => ({
      name: tool.name.toWellFormed(),
      description: tool.description.toWellFormed(),
      inputSchema: toJSON(tool.inputSchema),
      outputSchema: tool.outputSchema && toJSON(tool.outputSchema),
      extra: tool.extra && toJSON(tool.extra),
    }));
  },

  callTool(name: string, args: string): contract.ToolResult {
    const tool = all.find((tool) => tool.name === name);
    if (!tool) throw failure({ tag: "not-found" });
    try {
      const result = tool.call(fromJSON(args), client);
      return {
        content: result.content.map(block),
        structuredContent: result.structured && toJSON(result.structured),
        isError: result.isError,
      };
    } catch (error) {
      // Whatever is not an error of the contract would end the whole server.
      if (!(error instanceof InputRequired)) throw failure({ tag: "internal", val: `${name}: ${message(error)}` });
      const requests = error.requests.map(({ key, method, params }) => ({
        key: key.toWellFormed(),
        method: method.toWellFormed(),
        params: toJSON(params),
      }));
      throw failure({ tag: "input-required", val: { requests, state: error.state?.toWellFormed() } });
    }
  },
};

// An import of the contract has to be called with all of its arguments.
const client: Context = {
  reportProgress: (progress, total, message) => context.reportProgress(progress, total, message?.toWellFormed()),
  log: (level, data, logger) => context.log(level, logger?.toWellFormed(), toJSON(data ?? null)),
  inputResponse(key) {
    const answer = context.inputResponse(key.toWellFormed());
    return answer && fromJSON(answer);
  },
};

function failure(error: contract.Error): contract.Error {
  return error;
}

function block(block: Block): contract.Content {
  if (typeof block === "string") return { tag: "text", val: { text: block.toWellFormed() } };
  if (block.type === "image" || block.type === "audio") {
    return { tag: block.type, val: { data: block.data as Uint8Array, mimeType: (block.mimeType as string).toWellFormed() } };
  }
  return { tag: "other", val: toJSON(block) };
}
