// Connects the middleware to the contract. Nothing here needs to change when it does.

import "./engine.ts"; // Comes first.
import * as rest from "wasmcp:mcp/handler@0.1.0";
import type * as contract from "wasmcp:mcp/handler@0.1.0";
import { handle, methods } from "./middleware.ts";
import { fromJSON, message, toJSON } from "./texts.ts";
import { RpcError } from "./wasmcp.ts";

export const handler = {
  handle(method: string, params: string): string {
    try {
      if (!methods.includes(method)) return ask(method, params);
      const next = (method: string, params: object) => fromJSON(ask(method, toJSON(params)));
      return toJSON(handle(method, fromJSON(params), next));
    } catch (error) {
      // Whatever is not an error of the contract would end the whole server.
      if (!(error instanceof RpcError)) throw failure(-32603, message(error));
      throw failure(error.code, message(error), error.data);
    }
  },

  notify(method: string, params: string) {
    rest.notify(method, params);
  },
};

function ask(method: string, params: string): string {
  try {
    return rest.handle(method, params);
  } catch (thrown) {
    // Engines differ in whether the error is what is thrown, or its payload.
    const error = (thrown as { payload?: contract.RpcError }).payload ?? (thrown as contract.RpcError);
    throw new RpcError(error.code ?? -32603, error.message, error.data ? fromJSON(error.data) : undefined);
  }
}

function failure(code: number, message: string, data?: unknown): contract.RpcError {
  return { code, message, data: data === undefined ? undefined : toJSON(data) };
}
