// Deals are moved on their board in three ways: dragged by the mouse, by the menu of the card, and by keys alone; each is
// asked of the API. A move is taken back where that is offered, and one that is refused goes back with its reason.
import { api } from './records.mjs';
import { signIn } from './session.mjs';

const TITLES = { dragged: 'Paint the Ada', menu: 'Paint the Grace', keys: 'Paint the Mary' };

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

async function furnish({ get, call }) {
  const { id: contact } = await call('contact.add', { name: 'Grace Hopper', email: 'grace@navy.test' });
  const deals = {};
  for (const [way, title] of Object.entries(TITLES)) {
    const value = { minor: 100_000, currency: 'EUR' };
    deals[way] = (await call('deal.open', { contact, title, value })).id;
  }
  return { deals, stages: (await get('pipeline')).stages };
}

/** The board as a person sees it, and the same as the API has it. */
function board(page, { get }, stages) {
  const lane = ({ name }) => page.getByRole('region', { name, exact: true });
  const card = (title) => page.locator('.lane [draggable=true]', { hasText: title });
  const shows = (title, stage) => lane(stage).getByRole('link', { name: title, exact: true }).waitFor();
  const has = async (deal, stage) => {
    const { stage: kept } = await get(`deals/${deal}`);
    must(kept === stage.id, `${deal} is kept in ${kept}, not in ${stage.id}`);
  };
  const said = (words) => page.getByRole('status').filter({ hasText: words });
  return { stages, lane, card, shows, has, said };
}

async function isDragged({ lane, card, shows, has, said, stages }, deal) {
  const [, second] = stages;
  await card(TITLES.dragged).dragTo(lane(second));
  await said(`Moved to ${second.name}`).waitFor();
  await shows(TITLES.dragged, second);
  await has(deal, second);
}

/** By its menu to the end of the line, and taken back. */
async function isPicked(page, { shows, has, said, stages }, deal) {
  const [first] = stages;
  const last = stages.at(-1);
  await page.getByRole('button', { name: `Move ${TITLES.menu} to another stage` }).click();
  await page.getByRole('menuitem', { name: last.name, exact: true }).click();
  await said(`Moved to ${last.name}`).waitFor();
  await shows(TITLES.menu, last);
  await has(deal, last);
  await said(`Moved to ${last.name}`).getByRole('button', { name: 'Undo' }).click();
  await said('Taken back').waitFor();
  await shows(TITLES.menu, first);
  await has(deal, first);
}

/** Without a mouse: Tab to the card, Shift and an arrow there and back, and the focus stays on the card. */
async function isSteered(page, { shows, has, said, stages }, deal) {
  const [first, second, third] = stages;
  await page.getByRole('heading', { level: 1 }).click();
  const on = () => page.evaluate(() => document.activeElement?.textContent);
  for (let tabs = 0; tabs < 60 && (await on()) !== TITLES.keys; tabs += 1) await page.keyboard.press('Tab');
  must((await on()) === TITLES.keys, `no Tab leads to “${TITLES.keys}”`);
  for (const [key, stage] of [['ArrowRight', second], ['ArrowRight', third], ['ArrowLeft', second], ['ArrowLeft', first]]) {
    await page.keyboard.press(`Shift+${key}`);
    await said(`Moved to ${stage.name}`).last().waitFor();
    await shows(TITLES.keys, stage);
    await has(deal, stage);
    await page.waitForFunction((title) => document.activeElement?.textContent === title, TITLES.keys);
  }
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: TITLES.keys }).waitFor();
  await has(deal, first);
  await page.goBack();
}

/** In the moment before it arrives, somebody takes that stage away. */
async function isRefused(page, { call }, { card, lane, shows, has, stages }, deal) {
  const [first] = stages;
  const gone = stages.at(-1);
  await shows(TITLES.menu, first);
  let shown;
  await page.route('**/call/deal.move', async (route) => {
    shown = await lane(gone).getByRole('link', { name: TITLES.menu, exact: true }).isVisible();
    await call('pipeline.change', { stages: stages.slice(0, -1) });
    await route.continue();
  }, { times: 1 });
  await card(TITLES.menu).dragTo(lane(gone));
  await page.getByRole('alert').filter({ hasText: 'choose one of its stages' }).waitFor();
  must(shown, 'the card was not shown moved while nobody had answered yet');
  await shows(TITLES.menu, first);
  await lane(gone).waitFor({ state: 'detached' });
  await has(deal, first);
}

export default async function tell({ page, base, axe, mayFail }) {
  // the move that is refused
  mayFail(/status of (409|422)/);
  await signIn(page, base);
  const of = api(page, base);
  const { deals, stages } = await furnish(of);
  await page.goto(`${base}/app/deals`);
  const here = board(page, of, stages);
  for (const title of Object.values(TITLES)) await here.shows(title, stages[0]);
  await axe();
  await isDragged(here, deals.dragged);
  await isPicked(page, here, deals.menu);
  await isSteered(page, here, deals.keys);
  await isRefused(page, of, here, deals.menu);
  await axe();
}
