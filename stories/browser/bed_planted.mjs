// The browser bed proves itself: this page has the fault named by PLANTED, so the story must not hold.
const faults = {
  'image-alt': '<h1>A page</h1><img src="data:,">',
  'uncaught': '<h1>A page</h1><script>throw new Error("uncaught on purpose")</script>',
  'wide': '<h1>A page</h1><div style="width:600px">too wide</div>',
};

export default async function tell({ page, axe, fits }) {
  const body = faults[process.env.PLANTED];
  const html = `<!doctype html><html lang="en"><title>Bed</title><meta name="viewport" content="width=device-width">`;
  await page.goto(`data:text/html,${encodeURIComponent(`${html}<main>${body}</main></html>`)}`);
  await axe();
  await fits();
}
