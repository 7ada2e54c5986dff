//! Streams that broke, gone on with by another request.

use crate::envelope::Meta;
use crate::fault::{Fault, INVALID_REQUEST};
use crate::header::Headers;
use crate::http::{client, store};
use crate::legacy::{self, Connection};
use crate::message::shortened;
use crate::reply::Reply;
use crate::round::Round;
use crate::server::Server;

/// For how many steps nothing may come. The client then may go on once more, with another request.
const STEPS: usize = 60;
/// The length of a step in milliseconds. After each the connection is tried.
const STEP: u32 = 1000;

/// Sends what a stream of the session had after the event `last`, and what it has from now on until
/// its answer.
pub fn serve(session: &str, last: &str, headers: &Headers, server: &mut impl Server) -> Reply {
    match follow(session, last, headers, server) {
        Ok(reply) => reply,
        Err(fault) => Reply::fault(&fault, None),
    }
}

fn follow(
    session: &str,
    last: &str,
    headers: &Headers,
    server: &mut impl Server,
) -> Result<Reply, Fault> {
    let client = client(Some(session), headers, server)?;
    let Some(mut found) = server.replay(session, last, 0).map_err(store)? else {
        let message = ["Last-Event-ID is no event's that is kept: ", shortened(last)];
        return Err(Fault::new(400, INVALID_REQUEST, &message));
    };
    let connection = Connection { takes_messages: true, ..Connection::MUTE };
    legacy::open(None, &Meta::NONE, &client, &connection, &Round::default(), server)?;
    let done = Ok(Reply::empty(200));
    if !server.resend(last, "") {
        return done;
    }
    let (mut last, mut quiet) = (alloc::string::String::from(last), 0);
    loop {
        quiet = if found.events.is_empty() { quiet + 1 } else { 0 };
        for (id, message) in found.events {
            if !server.resend(&id, &message) {
                return done;
            }
            last = id;
        }
        if found.ended || quiet > STEPS || quiet > 0 && !server.alive() {
            return done;
        }
        // The session may have ended in the meantime.
        match server.replay(session, &last, STEP) {
            Ok(Some(more)) => found = more,
            Ok(None) | Err(_) => return done,
        }
    }
}
