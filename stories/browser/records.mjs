// A record for every screen that shows one, found through the API; what a young business has none of yet is made.

/** Lists that are not called as the router calls their record. */
const LISTS = {
  company: 'companies',
  creditNote: 'credit_notes',
  line: 'bank_lines',
  rehearsal: 'automations/rehearsals',
};

export function api(page, base) {
  const get = async (at) => {
    const answer = await page.request.get(`${base}/api/v1/${at}`);
    if (!answer.ok()) throw new Error(`${at} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json();
  };
  const call = async (verb, data) => {
    const answer = await page.request.post(`${base}/api/v1/call/${verb}`, { data, headers: { origin: base } });
    if (!answer.ok()) throw new Error(`${verb} answered ${answer.status()}: ${await answer.text()}`);
    return (await answer.json()).answer;
  };
  return { get, call };
}

const items = (body) => body.items ?? body;

/** An invoice that was issued and has something left to pay or to credit. */
async function issued({ get }) {
  const all = items(await get('invoices?limit=50'));
  return all.find(({ number, state }) => number && !['paid', 'credited', 'written_off'].includes(state));
}

const MAKERS = {
  creditNote: async (of) => {
    const { id } = await issued(of);
    const part = [{ rate: 1900, gross: { minor: 1_190, currency: 'EUR' } }];
    await of.call('invoice.credit', { invoice: id, amounts: part, reason: 'A brush was left behind' });
  },
  payment: async (of) => {
    const { id } = await issued(of);
    await of.call('payment.record', { invoice: id, amount: { minor: 1_000, currency: 'EUR' } });
  },
  refund: async ({ call }) => {
    const { id: contact } = await call('contact.add', { name: 'Paid Twice', email: 'twice@customer.test' });
    const amount = { minor: 1_000, currency: 'EUR' };
    await call('payment.record', { contact, amount, method: 'cash' });
    await call('refund.record', { contact, amount });
  },
  rehearsal: async (of) => {
    const [{ id }] = items(await of.get('automations'));
    await of.call('automation.rehearse', { automation: id, days: 7 });
  },
  approval: async ({ get, call }) => {
    const text = `automation: ask-first
owner: administrator
stand_in: manager
purpose: Nobody is called without a yes.
metric: {name: captured_to_qualified, start: lead.captured, end: lead.qualified, better: lower}
trigger: {button: {label: Ask first}}
subject: contact
enrol: {policy: always}
deadline: {days: 30}
steps:
  - id: sure
    approve: {who: administrator, what: 'Shall somebody call them?', timeout: {days: 5}, on_timeout: next}
  - id: call
    do: task.create
    with: {title: Call, contact: {cel: contact.id}, due: {after: {hours: 4}}}
`;
    const { problems } = await call('automation.check', { text });
    const reasons = problems.map(({ code, at }) => ({ code, at, reason: 'It is meant so' }));
    const { id: automation } = await call('automation.publish', { text, reasons });
    await call('automation.set_mode', { automation, mode: 'approve_each' });
    await call('automation.switch', { automation, on: true });
    const [{ id: contact }] = items(await get('contacts?limit=1'));
    await call('automation.start', { automation: 'ask-first', record: contact });
    for (let looks = 0; looks < 100 && items(await get('approvals')).length === 0; looks += 1)
      await new Promise((wake) => setTimeout(wake, 100));
  },
  exception: ({ call }) => call('exception.raise', { title: 'The paint is gone', detail: 'Buy some before Friday.' }),
};

async function listed(of, noun) {
  if (noun === 'milestone') {
    const [project] = items(await of.get('projects?limit=1'));
    return project && (await of.get(`projects/${project.id}`)).steps[0]?.id;
  }
  return items(await of.get(LISTS[noun] ?? `${noun}s`))[0]?.id;
}

/** The id of a record of this noun; `undefined` where there is none and none can be made. */
export async function record(of, noun) {
  const found = await listed(of, noun);
  if (found || !MAKERS[noun]) return found;
  await MAKERS[noun](of);
  return listed(of, noun);
}
