// The browser bed proves itself: a page without a fault passes, and is photographed.
const page = (body) => `data:text/html,${encodeURIComponent(`<!doctype html><html lang="en"><title>Bed</title>
  <meta name="viewport" content="width=device-width"><main>${body}</main></html>`)}`;

export default async function tell({ page: tab, axe, shot, fits }) {
  await tab.goto(page('<h1>A page</h1><p>with nothing wrong</p>'));
  await axe();
  await fits();
  await shot('bed');
}
