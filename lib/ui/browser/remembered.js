// Keeps the gateway of the page in a cookie for the next visit, and in the address, so that a copied link names it.
const ONE_YEAR = 365 * 24 * 3600;

export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const kept = `${data.cookie}=${encodeURIComponent(data.gateway)}`;
  document.cookie = `${kept}; Path=${data.path}; Max-Age=${ONE_YEAR}; SameSite=Lax${secure}`;
  const address = new URL(location.href);
  if (!address.searchParams.has(data.parameter)) {
    address.searchParams.set(data.parameter, data.gateway);
    history.replaceState(history.state, "", address);
  }
}
