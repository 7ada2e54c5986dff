;; An authenticator: whoever brings `Authorization: Bearer token-of-NAME` is NAME, and everybody else is
;; refused. It fills the part `authenticator` of a server: wasmcp:mcp/authenticator of wit/mcp/server.wit.
(component
  (core module $code
    (memory (export "memory") 2)
    (data (i32.const 0) "Bearer token-of-")
    (data (i32.const 32) "WWW-Authenticate")
    (data (i32.const 64) "Bearer resource_metadata=\"https://mcp.example/.well-known/oauth-protected-resource\"")
    (data (i32.const 160) "a token is needed")
    (data (i32.const 192) "https://issuer.example")
    (data (i32.const 224) "{\"secret\":false}")
    (data (i32.const 256) "tools")
    (data (i32.const 288) "{\"resource\":\"https://mcp.example/mcp\",\"authorization_servers\":[\"https://issuer.example\"]}")
    ;; The header of a refusal, and the one scope there is.
    (data (i32.const 400) "\20\00\00\00\10\00\00\00\40\00\00\00\53\00\00\00")
    (data (i32.const 416) "\00\01\00\00\05\00\00\00")

    ;; Bytes are never given back: an instance serves one request.
    (global $free (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
      (local $at i32)
      (local.set $at
        (i32.and
          (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align))))
      (global.set $free (i32.add (local.get $at) (local.get $new)))
      (if (i32.gt_u (global.get $free) (i32.const 131072)) (then unreachable))
      (local.get $at))

    (func (export "authenticate") (param $given i32) (param $at i32) (param $length i32) (param i32 i32) (result i32)
      (local $i i32)
      (block $refused
        (br_if $refused (i32.eqz (local.get $given)))
        (br_if $refused (i32.le_u (local.get $length) (i32.const 16)))
        (loop $next
          (br_if $refused
            (i32.ne
              (i32.load8_u (local.get $i))
              (i32.load8_u (i32.add (local.get $at) (local.get $i)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const 16))))
        (i32.store8 (i32.const 512) (i32.const 0))  ;; ok
        (i32.store8 (i32.const 516) (i32.const 1))  ;; some
        (i32.store (i32.const 520) (i32.add (local.get $at) (i32.const 16)))
        (i32.store (i32.const 524) (i32.sub (local.get $length) (i32.const 16)))
        (i32.store (i32.const 528) (i32.const 192))
        (i32.store (i32.const 532) (i32.const 22))
        (i32.store (i32.const 536) (i32.const 416))
        (i32.store (i32.const 540) (i32.const 1))
        (i32.store (i32.const 544) (i32.const 224))
        (i32.store (i32.const 548) (i32.const 16))
        (return (i32.const 512)))
      (i32.store8 (i32.const 512) (i32.const 1))    ;; err
      (i32.store16 (i32.const 516) (i32.const 401))
      (i32.store (i32.const 520) (i32.const 400))
      (i32.store (i32.const 524) (i32.const 1))
      (i32.store (i32.const 528) (i32.const 160))
      (i32.store (i32.const 532) (i32.const 17))
      (i32.const 512))

    (func (export "metadata") (result i32)
      (i32.store8 (i32.const 512) (i32.const 1))
      (i32.store (i32.const 516) (i32.const 288))
      (i32.store (i32.const 520) (i32.const 89))
      (i32.const 512)))
  (core instance $core (instantiate $code))

  (type $identity (record
    (field "subject" string) (field "issuer" string) (field "scopes" (list string)) (field "claims" string)))
  (type $refusal (record
    (field "status" u16) (field "headers" (list (tuple string string))) (field "message" string)))
  (func $authenticate
    (param "authorization" (option string)) (param "uri" string) (result (result (option $identity) (error $refusal)))
    (canon lift (core func $core "authenticate") (memory (core memory $core "memory")) (realloc (core func $core "cabi_realloc"))))
  (func $metadata (result (option string))
    (canon lift (core func $core "metadata") (memory (core memory $core "memory")) (realloc (core func $core "cabi_realloc"))))

  ;; Types that are exported have names, which only a component's exports give.
  (component $named
    (type $identity (record
      (field "subject" string) (field "issuer" string) (field "scopes" (list string)) (field "claims" string)))
    (import "identity" (type $i (eq $identity)))
    (type $refusal (record
      (field "status" u16) (field "headers" (list (tuple string string))) (field "message" string)))
    (import "refusal" (type $r (eq $refusal)))
    (import "authenticate" (func $authenticate
      (param "authorization" (option string)) (param "uri" string) (result (result (option $i) (error $r)))))
    (import "metadata" (func $metadata (result (option string))))
    (type $json string)
    (export $j "json" (type $json))
    (export $identity' "identity" (type $identity))
    (export $refusal' "refusal" (type $refusal))
    (export "authenticate" (func $authenticate) (func
      (param "authorization" (option string)) (param "uri" string) (result (result (option $identity') (error $refusal')))))
    (export "metadata" (func $metadata) (func (result (option $j)))))
  (instance $authenticator (instantiate $named
    (with "identity" (type $identity)) (with "refusal" (type $refusal))
    (with "authenticate" (func $authenticate)) (with "metadata" (func $metadata))))
  (export "wasmcp:mcp/authenticator@0.1.0" (instance $authenticator)))
