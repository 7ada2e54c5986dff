//! The tools.

use crate::ask::{answer, ask, elicitation, form, model, roots, sampling};
use crate::exports::wasmcp::mcp::tools::{Error, Tool};
use crate::forms;
use crate::wasmcp::mcp::context;
use serde_json::{Value, json};

/// A tool's function: its answer is a text.
type Function = fn(&Value) -> Result<String, Error>;

/// Name, description, the name of the argument if there is one, and the function.
const TOOLS: [(&str, &str, Option<&str>, Function); 15] = [
    ("test_sampling", "Asks the client's model.", Some("prompt"), |args| {
        Ok(format!("The model says: {}", model("answer", string(args, "prompt")?)?))
    }),
    ("test_elicitation", "Asks for a name.", Some("message"), |args| {
        filled_in(string(args, "message")?, &forms::one("username"))
    }),
    ("test_elicitation_sep1034_defaults", "Asks with defaults.", None, |_| {
        filled_in("Is this right?", &forms::defaults())
    }),
    ("test_elicitation_sep1330_enums", "Asks to choose.", None, |_| {
        filled_in("What will it be?", &forms::enums())
    }),
    ("test_missing_capability", "Cannot do without the client's model.", None, |_| {
        model("answer", "Are you there?")
    }),
    ("test_streaming_elicitation", "Reports progress, then asks.", None, |_| {
        context::report_progress(1.0, Some(2.0), None);
        filled_in("Shall it go on?", &forms::confirmation())
    }),
    ("test_input_required_result_elicitation", "Asks for a name.", None, |_| {
        let said = form("user_name", "What is your name?", &forms::one("name"), None)?;
        Ok(format!("Hello, {}!", said["name"].as_str().unwrap_or("stranger")))
    }),
    ("test_input_required_result_sampling", "Asks the client's model.", None, |_| {
        model("capital_question", "What is the capital of France?")
    }),
    ("test_input_required_result_list_roots", "Asks for the client's roots.", None, |_| {
        let answer =
            answer("client_roots").ok_or_else(|| ask(vec![roots("client_roots")], None))?;
        Ok(answer["roots"].to_string())
    }),
    ("test_input_required_result_request_state", "Asks, and remembers.", None, confirmed),
    ("test_input_required_result_tampered_state", "Asks, and trusts nobody.", None, confirmed),
    ("test_input_required_result_multiple_inputs", "Asks three things at once.", None, three),
    ("test_input_required_result_multi_round", "Asks one thing after another.", None, rounds),
    ("test_input_required_result_capabilities", "Asks what the client can answer.", None, able),
    ("test_url_elicitation", "Sends the user to a page.", None, |_| {
        let params = json!({
            "mode": "url",
            "message": "Please sign in.",
            "url": "https://example.com/sign-in",
        });
        let question = crate::ask::Question { key: "page", method: "elicitation/create", params };
        let answer = answer("page").ok_or_else(|| ask(vec![question], None))?;
        Ok(format!("The client chose to {}.", answer["action"].as_str().unwrap_or("wait")))
    }),
];

pub fn list() -> Vec<Tool> {
    let tools = TOOLS.iter().map(|(name, description, argument, _)| Tool {
        name: name.to_string(),
        description: description.to_string(),
        input_schema: argument
            .map_or(json!({ "type": "object", "additionalProperties": false }), forms::one)
            .to_string(),
        output_schema: None,
        extra: None,
    });
    tools.collect()
}

pub fn call(name: &str, args: &str) -> Result<String, Error> {
    let tool = TOOLS.iter().find(|(known, ..)| *known == name);
    let (_, _, _, function) = tool.ok_or(Error::NotFound)?;
    let args = serde_json::from_str(args).map_err(|e| Error::InvalidParams(e.to_string()))?;
    function(&args)
}

fn string<'a>(args: &'a Value, name: &str) -> Result<&'a str, Error> {
    args[name].as_str().ok_or_else(|| Error::InvalidParams(format!("{name} is not a string")))
}

/// Asks with a form and says what came of it, whatever it was.
fn filled_in(message: &str, schema: &Value) -> Result<String, Error> {
    let answer =
        answer("form").ok_or_else(|| ask(vec![elicitation("form", message, schema)], None))?;
    Ok(format!("action: {}, content: {}", answer["action"], answer["content"]))
}

/// Keeps something between the question and the answer.
fn confirmed(_: &Value) -> Result<String, Error> {
    let said = form("confirm", "Are you sure?", &forms::confirmation(), Some("asked once"))?;
    let state = context::request_state();
    if state.as_deref() != Some("asked once") {
        return Err(Error::InvalidParams(format!("the state is {state:?}")));
    }
    Ok(format!("state-ok: {}", said["ok"]))
}

fn three(_: &Value) -> Result<String, Error> {
    let answers = ["user_name", "greeting", "client_roots"].map(answer);
    let [Some(name), Some(greeting), Some(roots_answer)] = answers else {
        let questions = vec![
            elicitation("user_name", "What is your name?", &forms::one("name")),
            sampling("greeting", "How does one greet?"),
            roots("client_roots"),
        ];
        return Err(ask(questions, Some("three questions")));
    };
    Ok(format!("{} {} {}", name["content"], greeting["content"], roots_answer["roots"]))
}

/// The second question comes after the first is answered; that answer is in the state by then.
fn rounds(_: &Value) -> Result<String, Error> {
    let state = context::request_state().unwrap_or_default();
    if let Some(name) = state.strip_prefix("name: ") {
        let color = form("step2", "Which colour do you like?", &forms::one("color"), Some(&state))?;
        return Ok(format!("{name} likes {}.", color["color"].as_str().unwrap_or("none")));
    }
    let said = form("step1", "What is your name?", &forms::one("name"), Some("nothing yet"))?;
    let state = format!("name: {}", said["name"].as_str().unwrap_or("stranger"));
    let question = elicitation("step2", "Which colour do you like?", &forms::one("color"));
    Err(ask(vec![question], Some(&state)))
}

/// Asks only what the client has said that it can answer.
fn able(_: &Value) -> Result<String, Error> {
    let able: Value = serde_json::from_str(&context::client_capabilities()).unwrap_or_default();
    let questions = [
        ("elicitation", elicitation("name", "What is your name?", &forms::one("name"))),
        ("sampling", sampling("greeting", "How does one greet?")),
    ];
    let open: Vec<_> = questions
        .into_iter()
        .filter(|(capability, question)| {
            able[capability].is_object() && answer(question.key).is_none()
        })
        .map(|(_, question)| question)
        .collect();
    if open.is_empty() {
        return Ok("Nothing is left to ask.".into());
    }
    Err(ask(open, None))
}
