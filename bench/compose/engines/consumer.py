from wit_world import exports
from wit_world.imports import greeter


class Greetings(exports.Greetings):
    def all(self, names: list[str]) -> list[str]:
        return [greeter.greet(name).text for name in names]
