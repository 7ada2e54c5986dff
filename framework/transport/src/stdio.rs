//! One line of standard input.

use crate::client::Client;
use crate::envelope::Meta;
use crate::era::{Era, LEGACY, decide};
use crate::fault::{Fault, PARSE};
use crate::legacy::{self, Connection};
use crate::message::{Call, Message, read};
use crate::modern;
use crate::reply::Reply;
use crate::round::Round;
use crate::server::Server;

/// Serves one line; `None` where there is nothing to answer.
pub fn serve(line: &[u8], client: &mut Option<Client>, server: &mut impl Server) -> Option<Reply> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    match read(line) {
        Ok(Message::Call(call)) => {
            let reply = serve_call(&call, client, server);
            let id = call.id?;
            Some(reply.unwrap_or_else(|fault| Reply::fault(&fault, Some(id))))
        }
        // No request of the server's is open, so nobody waits for it.
        Ok(Message::Response { .. }) => None,
        Err((fault, id)) => Some(Reply::fault(&fault, id)),
    }
}

/// The answer to a line that was too long to be kept.
pub fn too_long() -> Reply {
    Reply::fault(&Fault::new(413, PARSE, &["the message is larger than this server takes"]), None)
}

fn serve_call(
    call: &Call,
    client: &mut Option<Client>,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    let meta = Meta::read(call)?;
    let era = decide(call, &meta, None)?;
    let Some(id) = call.id else {
        let unknown = Client::unknown(LEGACY[0]);
        let client = client.as_ref().unwrap_or(&unknown);
        legacy::open(None, &meta, client, &Connection::STDIO, &Round::default(), server)?;
        server.notify(&call.method, call.params.raw());
        return Ok(Reply::empty(202));
    };
    match era {
        Era::Modern(envelope) => modern::serve(call, id, &meta, &envelope, None, server),
        Era::Handshake => {
            let introduced = Client::introduced(call.params)?;
            let reply = legacy::handshake(call, id, &meta, &introduced, server)?;
            *client = Some(introduced);
            Ok(reply)
        }
        Era::Legacy | Era::ModernNotification => {
            let client = client.get_or_insert_with(|| Client::unknown(LEGACY[0]));
            let served = legacy::serve(call, id, &meta, client, &Connection::STDIO, server);
            served.map(|(reply, _)| reply)
        }
    }
}
