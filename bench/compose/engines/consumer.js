import { greet } from "bench:link/greeter@1.0.0";

export const greetings = {
  all(names) {
    return names.map((name) => greet(name).text);
  },
};
