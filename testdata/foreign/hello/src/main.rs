//! A server as the documentation of `wstd` has one: it knows nothing of this project.

use wstd::http::{Body, Error, Request, Response, StatusCode};

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    match request.uri().path() {
        "/" => Ok(Response::new("Hello from Rust\n".to_owned().into())),
        "/echo" => Ok(Response::new(request.into_body())),
        _ => Ok(Response::builder().status(StatusCode::NOT_FOUND).body(().into())?),
    }
}
