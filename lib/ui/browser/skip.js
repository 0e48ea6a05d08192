// Takes who has no mouse past the head of the page to the table, or to its filter where there is no table.
export default function ({ data, parentElement: root }) {
  const find = (selector) => document.querySelector(`${data.container} ${selector}`);
  root.querySelector(".skip").onclick = () => (find("canvas") ?? find("input"))?.focus();
}
