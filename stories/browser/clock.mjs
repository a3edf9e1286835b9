// The clock of the program under test, moved by the hook that only a test build has.

async function tell(base, door, data) {
  const headers = { 'content-type': 'application/json', origin: base };
  return fetch(`${base}/proof/${door}`, { method: 'POST', headers, body: JSON.stringify(data) });
}

/** So many milliseconds go by; a program without the hook lets real time go by. */
export async function pass(base, pass_ms) {
  const answer = await tell(base, 'clock', { pass_ms });
  if (!answer.ok) await new Promise((next) => setTimeout(next, pass_ms));
}

/** The same, and what is due by then is done. */
export async function passAndRest(base, pass_ms) {
  for (const [door, data] of [['clock', { pass_ms }], ['rest', {}]]) {
    const answer = await tell(base, door, data);
    if (!answer.ok) throw new Error(`/proof/${door} answered ${answer.status}: ${await answer.text()}`);
  }
}
