// What middleware is made with. Nothing here needs to change when it does.

/** An object of JSON. */
export type Json = { [member: string]: any };

/** The rest of the server: asks it with a method and its params. It throws an RpcError. */
export type Next = (method: string, params: Json) => Json;

/** A JSON-RPC error, for the client. */
export class RpcError extends Error {
  constructor(
    public code: number,
    message: string,
    public data?: unknown,
  ) {
    super(message);
  }
}
