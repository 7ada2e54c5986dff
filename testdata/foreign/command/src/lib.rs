//! A command: it shows its arguments and environment, copies its input, and does with files what its
//! arguments say.

use std::io::Read;
use std::{env, fs, io, process};

struct Command;
wasip2::cli::command::export!(Command);

impl wasip2::exports::cli::run::Guest for Command {
    fn run() -> Result<(), ()> {
        operate().map_err(|e| eprintln!("command: {e}"))
    }
}

fn operate() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["exit", code] => process::exit(code.parse().unwrap()),
        ["panic"] => panic!("as asked"),
        ["read", path] => print!("{}", fs::read_to_string(path)?),
        ["write", path, text] => fs::write(path, text)?,
        ["list", path] => {
            let mut names: Vec<String> = fs::read_dir(path)?
                .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()))
                .collect::<io::Result<_>>()?;
            names.sort();
            println!("{}", names.join(" "));
        }
        ["remove", path] => fs::remove_file(path)?,
        _ => {
            println!("arguments: {}", args.join(" "));
            for (name, value) in env::vars() {
                println!("{name}={value}");
            }
            let mut input = String::new();
            io::stdin().read_to_string(&mut input)?;
            println!("input: {}", input.trim_end());
            eprintln!("done");
        }
    }
    Ok(())
}
