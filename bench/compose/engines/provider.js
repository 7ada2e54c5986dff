export const greeter = {
  greet(name) {
    const text = `Hello, ${name}`;
    return { text, length: text.length };
  },
};
