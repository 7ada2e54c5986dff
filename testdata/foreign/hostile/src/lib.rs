//! A server that does to its host what the path of a request says.

use std::{env, fs, mem, process};

use wasip2::clocks::monotonic_clock;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    Fields, IncomingRequest, Method, OutgoingBody, OutgoingRequest, OutgoingResponse,
    ResponseOutparam, Scheme,
};
use wasip2::io::streams::OutputStream;
use wasip2::random::random::get_random_bytes;
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::network::IpAddressFamily;
use wasip2::sockets::{ip_name_lookup, tcp_create_socket, udp_create_socket};

struct Hostile;
wasip2::http::proxy::export!(Hostile);

/// Set by the first request that an instance answers: in a fresh instance it is not.
static mut USED: bool = false;

impl Guest for Hostile {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        // No other thread is there to see it.
        if unsafe { mem::replace(&mut *(&raw mut USED), true) } {
            panic!("an instance is used again");
        }
        let path = request.path_with_query().unwrap_or_default();
        let (what, argument) = path[1..].split_once('?').unwrap_or((&path[1..], ""));
        match what {
            "answer" => say(out, "fine"),
            "environment" => say(out, &format!("{:?} {:?}", env::vars().collect::<Vec<_>>(), env::args().collect::<Vec<_>>())),
            "file" => say(out, &outcome(fs::read_to_string(argument))),
            "write-file" => say(out, &outcome(fs::write(argument, "x"))),
            "directory" => say(out, &outcome(fs::read_dir(argument).map(|d| d.count()))),
            "tcp" => say(out, &outcome(tcp_create_socket::create_tcp_socket(IpAddressFamily::Ipv4))),
            "udp" => say(out, &outcome(udp_create_socket::create_udp_socket(IpAddressFamily::Ipv6))),
            "lookup" => say(out, &outcome(ip_name_lookup::resolve_addresses(&instance_network(), argument))),
            "fetch" => say(out, &fetch(argument, 0)),
            "follow" => say(out, &fetch(argument, 3)),
            "loop" => loop {
                std::hint::spin_loop();
            },
            "allocate" => {
                let mut all: Vec<Vec<u8>> = Vec::new();
                loop {
                    all.push(vec![1; 1 << 20]);
                }
            }
            "trap" => unreachable(),
            "exit" => process::exit(0),
            "recurse" => say(out, &recurse(1).to_string()),
            "silence" => {}
            "handles" => loop {
                mem::forget(Fields::new());
            },
            "requests" => {
                // Sends as many requests as it can without waiting for one.
                let mut all = Vec::new();
                loop {
                    match send(argument) {
                        Ok(f) => all.push(f),
                        Err(e) => return say(out, &e),
                    }
                }
            }
            "random" => loop {
                mem::forget(get_random_bytes(1 << 24));
            },
            "sleep" => {
                monotonic_clock::subscribe_duration(u64::MAX).block();
                say(out, "woke up")
            }
            "read-on" => {
                let body = request.consume().unwrap();
                let stream = body.stream().unwrap();
                let mut n = 0;
                while let Ok(b) = stream.blocking_read(1 << 16) {
                    n += b.len();
                }
                say(out, &n.to_string())
            }
            "headers" => {
                let fields = Fields::new();
                loop {
                    fields.append("x-flood", &[b'x'; 1000]).unwrap();
                }
            }
            "break-off" => {
                let (_body, stream) = begin(out);
                put(&stream, b"half of it");
                unreachable()
            }
            "unfinished" => {
                let (body, stream) = begin(out);
                put(&stream, b"half of it");
                drop(stream);
                drop(body);
            }
            "gigabyte" => {
                let (_body, stream) = begin(out);
                let block = vec![b'x'; 1 << 16];
                for _ in 0..1 << 14 {
                    if stream.blocking_write_and_flush(&block[..4096]).is_err() {
                        // The host says that it is enough, and this guest does not listen.
                        loop {
                            std::hint::spin_loop();
                        }
                    }
                    put(&stream, &block[4096..]);
                }
            }
            "begin-and-loop" => {
                let (_body, stream) = begin(out);
                put(&stream, b"begun\n");
                loop {
                    std::hint::spin_loop();
                }
            }
            "begin-and-sleep" => {
                let (_body, stream) = begin(out);
                put(&stream, b"begun\n");
                monotonic_clock::subscribe_duration(u64::MAX).block();
            }
            _ => say(out, "unknown"),
        }
    }
}

fn outcome<T, E: std::fmt::Display>(r: Result<T, E>) -> String {
    match r {
        Ok(_) => "granted".to_owned(),
        Err(e) => format!("denied: {e}"),
    }
}

fn unreachable() -> ! {
    core::arch::wasm32::unreachable()
}

fn recurse(n: u64) -> u64 {
    if std::hint::black_box(n) == 0 { 0 } else { recurse(n + 1) + std::hint::black_box(n) }
}

fn begin(out: ResponseOutparam) -> (OutgoingBody, OutputStream) {
    let response = OutgoingResponse::new(Fields::new());
    let body = response.body().unwrap();
    let stream = body.write().unwrap();
    ResponseOutparam::set(out, Ok(response));
    (body, stream)
}

fn put(stream: &OutputStream, bytes: &[u8]) {
    for block in bytes.chunks(4096) {
        let _ = stream.blocking_write_and_flush(block);
    }
}

fn say(out: ResponseOutparam, text: &str) {
    let (body, stream) = begin(out);
    put(&stream, text.as_bytes());
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

fn send(url: &str) -> Result<wasip2::http::types::FutureIncomingResponse, String> {
    let (scheme, rest) = url.split_once("://").ok_or("no URL")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let request = OutgoingRequest::new(Fields::new());
    request.set_method(&Method::Get).map_err(|()| "method")?;
    request
        .set_scheme(Some(&if scheme == "http" { Scheme::Http } else { Scheme::Https }))
        .map_err(|()| "scheme")?;
    request.set_authority(Some(authority)).map_err(|()| "authority")?;
    request.set_path_with_query(Some(path)).map_err(|()| "path")?;
    outgoing_handler::handle(request, None).map_err(|e| format!("denied: {e:?}"))
}

/// Asks for a URL and returns the status. It goes where redirects lead, up to a number of them.
fn fetch(url: &str, redirects: u32) -> String {
    let future = match send(url) {
        Ok(f) => f,
        Err(e) => return e,
    };
    future.subscribe().block();
    match future.get() {
        Some(Ok(Ok(response))) => {
            let status = response.status();
            let to = response.headers().get("location").first().cloned();
            match to {
                Some(to) if redirects > 0 => {
                    format!("{status} then {}", fetch(&String::from_utf8_lossy(&to), redirects - 1))
                }
                _ => status.to_string(),
            }
        }
        Some(Ok(Err(e))) => format!("failed: {e:?}"),
        _ => "no answer".to_owned(),
    }
}
