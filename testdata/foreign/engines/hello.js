// A server as jco builds one with StarlingMonkey: it knows nothing of this project.
let served = 0;

addEventListener("fetch", (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  served += 1;
  const path = new URL(request.url).pathname;
  if (path === "/echo") return new Response(await request.text());
  return new Response(path === "/served" ? `${served}\n` : "Hello from JavaScript\n");
}
