//! What input needs of a client.

use json::Value;
use transport::input::missing;

#[test]
fn capabilities_that_are_missing() {
    let form = "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\"}}";
    let plain = "{\"method\":\"elicitation/create\"}";
    let url = "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\"}}";
    let sampling = "{\"method\":\"sampling/createMessage\",\"params\":{}}";
    let tools = "{\"method\":\"sampling/createMessage\",\"params\":{\"tools\":[]}}";
    let choice = "{\"method\":\"sampling/createMessage\",\"params\":{\"toolChoice\":{}}}";
    let roots = "{\"method\":\"roots/list\"}";
    let other = "{\"method\":\"x/y\"}";
    let table: &[(&[&str], &str, Option<&str>)] = &[
        (&[], "{}", None),
        (&[form], "{}", Some("{\"elicitation\":{\"form\":{}}}")),
        (&[form], "{\"elicitation\":{}}", None),
        (&[plain], "{\"elicitation\":{\"form\":{}}}", None),
        (&[plain], "{\"elicitation\":{\"url\":{}}}", Some("{\"elicitation\":{\"form\":{}}}")),
        (&[form], "{\"elicitation\":null}", Some("{\"elicitation\":{\"form\":{}}}")),
        (&[url], "{\"elicitation\":{}}", Some("{\"elicitation\":{\"url\":{}}}")),
        (&[url], "{\"elicitation\":{\"url\":{}}}", None),
        (&[form, url], "{}", Some("{\"elicitation\":{\"form\":{},\"url\":{}}}")),
        (&[sampling], "{}", Some("{\"sampling\":{}}")),
        (&[sampling], "{\"sampling\":{}}", None),
        (&[tools], "{\"sampling\":{}}", Some("{\"sampling\":{\"tools\":{}}}")),
        (&[choice, sampling], "{}", Some("{\"sampling\":{\"tools\":{}}}")),
        (&[choice], "{\"sampling\":{\"tools\":{}}}", None),
        (&[roots, roots], "{}", Some("{\"roots\":{}}")),
        (
            &[roots, form, sampling],
            "{\"roots\":{}}",
            Some("{\"elicitation\":{\"form\":{}},\"sampling\":{}}"),
        ),
        (&[other], "{}", None),
    ];
    for (requests, declared, want) in table {
        let members: Vec<_> =
            requests.iter().enumerate().map(|(i, r)| format!("\"k{i}\":{r}")).collect();
        let result = format!("{{\"inputRequests\":{{{}}}}}", members.join(","));
        let found = missing(Value::parse(&result).unwrap(), Value::parse(declared).unwrap());
        assert_eq!(found.as_deref(), *want, "{result} {declared}");
    }
    assert_eq!(missing(Value::EMPTY, Value::EMPTY), None);
}
