export const greet = (name) => document.body.setAttribute("data-hello", name);
