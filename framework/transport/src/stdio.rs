//! One line of standard input.

use crate::batch::{Answers, is_request};
use crate::client::Client;
use crate::envelope::Meta;
use crate::era::{Era, LEGACY, decide};
use crate::fault::{Fault, PARSE};
use crate::legacy::{self, Connection};
use crate::message::{Call, Malformed, Message, read, unmarked};
use crate::modern;
use crate::reply::Reply;
use crate::round::Round;
use crate::server::Server;
use alloc::string::String;
use json::Value;

/// Serves one line; `None` where there is nothing to answer.
pub fn serve(line: &[u8], client: &mut Option<Client>, server: &mut impl Server) -> Option<Reply> {
    if unmarked(line).trim_ascii().is_empty() {
        return None;
    }
    let mut room = String::new();
    match read(line, &mut room) {
        Ok(Message::Batch(all)) => Some(serve_batch(all, client, server)),
        message => serve_message(message, client, &Connection::STDIO, server),
    }
}

/// The answer to a line that was too long to be kept.
pub fn too_long() -> Reply {
    Reply::fault(&Fault::new(413, PARSE, &["the message is larger than this server takes"]), None)
}

fn serve_batch(all: Value, client: &mut Option<Client>, server: &mut impl Server) -> Reply {
    let version = String::from(client.as_ref().map_or(LEGACY[0], |client| &client.version));
    let mut answers = match Answers::begin(all, &version) {
        Ok(answers) => answers,
        Err(fault) => return Reply::fault(&fault, None),
    };
    for element in all.elements() {
        let mut room = String::new();
        let Some(message) = answers.admit(read(element.raw().as_bytes(), &mut room)) else {
            continue;
        };
        let is_request = is_request(&message);
        let reply = serve_message(Ok(message), client, &Connection::MUTE, server);
        if let (true, Some(reply)) = (is_request, reply) {
            answers.add(reply);
        }
    }
    // Whoever cancels one of them gets the answers to the others all the same.
    let nobody = Client::unknown(&version);
    let open =
        legacy::open(None, &Meta::NONE, &nobody, &Connection::MUTE, &Round::default(), server);
    match open {
        Ok(()) => answers.end(),
        Err(fault) => Reply::fault(&fault, None),
    }
}

#[inline(never)] // it is large, and called for one message and for each of several
fn serve_message(
    message: Result<Message, Malformed>,
    client: &mut Option<Client>,
    connection: &Connection,
    server: &mut impl Server,
) -> Option<Reply> {
    match message {
        Ok(Message::Call(call)) => {
            let reply = serve_call(&call, client, connection, server);
            let id = call.id?;
            Some(reply.unwrap_or_else(|fault| Reply::fault(&fault, Some(id))))
        }
        // No request of the server's is open, so nobody waits for it.
        Ok(Message::Response { .. } | Message::Batch(_)) => None,
        Err((fault, id)) => Some(Reply::fault(&fault, id)),
    }
}

fn serve_call(
    call: &Call,
    client: &mut Option<Client>,
    connection: &Connection,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    let meta = Meta::read(call)?;
    let era = decide(call, &meta, None)?;
    let Some(id) = call.id else {
        let unknown = Client::unknown(LEGACY[0]);
        let client = client.as_ref().unwrap_or(&unknown);
        legacy::open(None, &meta, client, connection, &Round::default(), server)?;
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
            let served = legacy::serve(call, id, &meta, client, connection, server);
            served.map(|(reply, _)| reply)
        }
    }
}
