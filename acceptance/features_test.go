package acceptance

import "testing"

// TestFeatures asks a server of the conformance fixtures for everything that MCP has for servers.
func TestFeatures(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		askAll(t, host, conformer(t, host), features)
	}
}

// features are what the conformance fixtures offer.
var features = offer{
	name: "acceptance",
	tools: []string{
		"test_simple_text", "test_custom_header", "test_image_content", "test_audio_content",
		"test_embedded_resource", "test_resource_link", "test_multiple_content_types",
		"test_structured_content", "test_structured_list", "test_error_handling",
		"test_tool_with_logging", "test_logging_tool", "test_tool_with_progress",
		"json_schema_2020_12_tool",
		"test_sampling", "test_elicitation", "test_elicitation_sep1034_defaults",
		"test_elicitation_sep1330_enums", "test_missing_capability", "test_streaming_elicitation",
		"test_input_required_result_elicitation", "test_input_required_result_sampling",
		"test_input_required_result_list_roots", "test_input_required_result_request_state",
		"test_input_required_result_tampered_state", "test_input_required_result_multiple_inputs",
		"test_input_required_result_multi_round", "test_input_required_result_capabilities",
		"test_url_elicitation",
	},
	calls: []tried{
		{Call: Call{Tool: "test_simple_text"}, Answer: Answer{Content: text("A text, as asked.")}},
		{Call: Call{Tool: "test_embedded_resource"}, Answer: Answer{Content: []any{object{"type": "resource", "resource": embeddedText("test://embedded-resource")}}}},
		{Call: Call{Tool: "test_resource_link"}, Answer: Answer{Content: []any{object{
			"type": "resource_link", "uri": "test://static-text", "name": "static-text",
			"description": "A text that never changes.", "mimeType": "text/plain",
		}}}},
		{Call: Call{Tool: "test_structured_content"}, Answer: Answer{
			Content:    text(`{"conditions":"cloudy","temperature":22.5}`),
			Structured: object{"conditions": "cloudy", "temperature": 22.5},
		}},
		{Call: Call{Tool: "test_tool_with_progress"}, Answer: Answer{
			Content:  text("Three steps."),
			Progress: []Progress{{1, 3, "step 1 of 3"}, {2, 3, "step 2 of 3"}, {3, 3, "step 3 of 3"}},
		}},
		{Call: Call{Tool: "test_tool_with_logging"}, Answer: Answer{
			Content: text("Logged three times."),
			Logs:    []Log{{"info", "content", "started"}, {"info", "content", "working"}, {"info", "content", "finished"}},
		}},
		{Call: Call{Tool: "test_error_handling"}, Answer: Answer{Content: text("This tool fails, always."), IsError: true}},
		{Call: Call{Tool: "nobody"}, Answer: Answer{Error: &RPCError{Code: -32602}}},
	},
	repeated: []tried{
		{Call: Call{Tool: "test_custom_header", Arguments: arguments{"region": "Köln", "attempts": 3, "dry-run": true}}, Answer: Answer{Content: text("region: Köln")}},
	},
	replies: &Replies{
		Form:  object{"username": "Ann", "name": "Ann", "color": "blue", "ok": true},
		Page:  "https://example.com/sign-in",
		Model: "Paris, of course.",
		Roots: []Root{{URI: "file:///project", Name: "project"}},
	},
	asking: []tried{
		{Call: Call{Tool: "test_elicitation", Arguments: arguments{"message": "Who?"}},
			Answer: Answer{Content: text(`action: "accept", content: {"color":"blue","name":"Ann","ok":true,"username":"Ann"}`)}},
		{Call: Call{Tool: "test_input_required_result_multi_round"}, Answer: Answer{Content: text("Ann likes blue.")}},
		{Call: Call{Tool: "test_input_required_result_request_state"}, Answer: Answer{Content: text("state-ok: true")}},
		{Call: Call{Tool: "test_url_elicitation"}, Answer: Answer{Content: text("The client chose to accept.")}, since: "2025-11-25"},
		{Call: Call{Tool: "test_sampling", Arguments: arguments{"prompt": "What is the capital of France?"}},
			Answer: Answer{Content: text("The model says: Paris, of course.")}},
		{Call: Call{Tool: "test_input_required_result_list_roots"}, Answer: Answer{Content: text(`[{"name":"project","uri":"file:///project"}]`)}},
		{Call: Call{Tool: "test_input_required_result_multiple_inputs"}, Answer: Answer{Content: text(`{"color":"blue","name":"Ann","ok":true,"username":"Ann"}` +
			` {"text":"Paris, of course.","type":"text"} [{"name":"project","uri":"file:///project"}]`)}},
	},
	more: &More{
		Reads: []string{"test://static-text", "test://static-binary", "test://template/123/data"},
		Gets: []Get{
			{Prompt: "test_prompt_with_arguments", Arguments: map[string]string{"arg1": "one", "arg2": "two"}},
			{Prompt: "test_simple_prompt"},
			{Prompt: "test_prompt_with_embedded_resource", Arguments: map[string]string{"resourceUri": "test://example"}},
		},
		Completes: []Completion{
			{Prompt: "test_prompt_with_arguments", Argument: "arg1", Value: "par"},
			{Prompt: "test_prompt_with_arguments", Argument: "arg2", Value: "x"},
			{Template: "test://template/{id}/data", Argument: "id", Value: "12"},
		},
	},
	seen: &Seen{
		Resources: []string{"test://static-text", "test://static-binary", "test://watched-resource", "test://sealed-resource"},
		Templates: []string{"test://template/{id}/data"},
		Prompts: []string{
			"test_simple_prompt", "test_prompt_with_arguments", "test_prompt_with_embedded_resource",
			"test_prompt_with_image", "test_input_required_result_prompt",
		},
		Reads: [][]any{
			{object{"uri": "test://static-text", "mimeType": "text/plain", "text": "A text, as it was."}},
			{object{"uri": "test://static-binary", "mimeType": "application/octet-stream", "blob": "AAEC/f7/"}},
			{object{"uri": "test://template/123/data", "mimeType": "application/json", "text": `{"id":"123"}`}},
		},
		Gets: [][]any{
			{userText(`Two arguments: "one" and "two".`)},
			{userText("A prompt without arguments.")},
			{
				object{"role": "user", "content": object{"type": "resource", "resource": embeddedText("test://example")}},
				userText("What does the resource say?"),
			},
		},
		Completions: [][]string{{"paris", "park", "party"}, {}, {"123", "124"}},
	},
}

type object = map[string]any

func embeddedText(uri string) object {
	return object{"uri": uri, "mimeType": "text/plain", "text": "The text of an embedded resource."}
}

func userText(text string) object {
	return object{"role": "user", "content": object{"type": "text", "text": text}}
}
