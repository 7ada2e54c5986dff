from wit_world import exports
from wit_world.exports.greeter import Greeting


class Greeter(exports.Greeter):
    def greet(self, name: str) -> Greeting:
        text = f"Hello, {name}"
        return Greeting(text, len(text))
