//! The least that a host can be asked to do over HTTP: read nothing, answer a few bytes. What a
//! server costs beyond this is its own.

wit_bindgen::generate!({
    inline: "
        package bench:hello;
        world hello { export wasi:http/incoming-handler@0.2.0; }
    ",
    path: ["../../../wit/mcp/deps/io", "../../../wit/mcp/deps/http"],
    world: "bench:hello/hello",
    generate_all,
});

use exports::wasi::http::incoming_handler::Guest;
use wasi::http::types::{
    Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};

struct Hello;

impl Guest for Hello {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        let headers = Fields::new();
        let _ = headers.append("content-type", b"application/json");
        let response = OutgoingResponse::new(headers);
        let body = response.body();
        ResponseOutparam::set(out, Ok(response));
        // Nothing here can fail but for a client that has gone.
        let Ok(body) = body else { return };
        if let Ok(stream) = body.write() {
            let _ = stream.blocking_write_and_flush(br#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
        }
        let _ = OutgoingBody::finish(body, None);
    }
}

export!(Hello);
