// The HEALTHCHECK of the web image: a static file proves that the server answers, without rendering a page.
const { PORT = '4000' } = process.env;
const answer = fetch(`http://127.0.0.1:${PORT}/robots.txt`, { signal: AbortSignal.timeout(3000) });
process.exit((await answer.then(({ ok }) => ok).catch(() => false)) ? 0 : 1);
