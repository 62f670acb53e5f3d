import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Harness } from './harness';
import { startHarness, type HarnessServer } from './harness-server';
import { deleteDatabases, startBrowser, tearLog, until, type KillableBrowser } from './killable-browser';

declare const harness: Harness;

const KILLS = Number(process.env.KILLS ?? 50);
/** What a healthy restart finds. */
const SOUND = {
	faults: [],
	lost: 0,
	withoutOutboxEntry: 0,
	outboxWithoutRecord: 0,
	withoutPicture: 0,
	headBehind: 0
};

let server: HarnessServer;
test.beforeAll(async () => {
	server = await startHarness();
});
test.afterAll(() => server.close());

/** A profile that is deleted again, and the browser started on it time after time, each time with a writing page. */
async function withProfile(run: (start: () => KillableBrowser, profile: string) => Promise<void>) {
	const profile = mkdtempSync(join(tmpdir(), 'killed-profile-'));
	server.found.length = server.confirmed.length = 0;
	try {
		await run(() => startBrowser(profile, `${server.origin}/?write`), profile);
	} finally {
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** What the next start finds of all that was confirmed before it. */
async function expectSound(start: number, confirmedBefore: number) {
	await until(() => server.found.length > start, `what start ${start} finds`);
	const found = JSON.parse(server.found[start]!);
	// Pictures have no second copy: where the browser made the database anew all the same, records are back without.
	const sound = found.restored > 0 ? { ...SOUND, withoutPicture: expect.any(Number) } : SOUND;
	expect(
		found,
		`start ${start}: ${found.records} records, ${found.restored} taken back, upgrade ${found.upgrade}`
	).toMatchObject(sound);
	expect(found.records).toBeGreaterThanOrEqual(confirmedBefore);
	return found as { restored: number };
}

test(`killing the browser in the middle of writing, ${KILLS} times, loses nothing that was confirmed`, () =>
	withProfile(async (start) => {
		test.setTimeout(60_000 + KILLS * 30_000);
		for (let round = 0; round <= KILLS; round++) {
			const before = server.confirmed.length;
			const browser = start();
			try {
				await expectSound(round, before);
				// At another point of the writing each time.
				await until(() => server.confirmed.length >= before + 1 + (round % 7), 'writing');
				await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
			} finally {
				await browser.kill();
			}
		}
		expect(server.confirmed.length).toBeGreaterThan(KILLS);
	}));

test('half an entry that a kill left at the end of the browser’s log costs no record at any later start', () =>
	withProfile(async (start, profile) => {
		test.setTimeout(300_000);
		let torn = () => false;
		for (let round = 0; round < 4; round++) {
			const before = server.confirmed.length;
			const browser = start();
			try {
				await expectSound(round, before);
				await until(() => server.confirmed.length >= before + 5, 'writing');
				await until(() => !torn(), 'a fresh log');
			} finally {
				await browser.kill();
			}
			torn = tearLog(profile);
		}
	}));

test('a database that the browser made anew has every confirmed record back at once, and the chain goes on', () =>
	withProfile(async (start, profile) => {
		test.setTimeout(300_000);
		for (let round = 0; round < 3; round++) {
			const before = server.confirmed.length;
			const browser = start();
			try {
				const { restored } = await expectSound(round, before);
				expect(restored).toBeGreaterThanOrEqual(before);
				await until(() => server.confirmed.length >= before + 5, 'writing');
			} finally {
				await browser.kill();
			}
			deleteDatabases(profile);
		}
	}));

test('a full storage never half-writes: a check is recorded, recorded without its picture, or openly refused', async ({
	page
}) => {
	test.setTimeout(300_000);
	await page.goto(server.origin);
	const session = await page.context().newCDPSession(page);
	const quota = (quotaSize: number) =>
		session.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize });
	const inspect = () => page.evaluate(() => harness.inspect([]));
	let recorded = 0;
	async function check(bytes: number) {
		const outcome = await page.evaluate((n) => harness.check(n), bytes);
		if (outcome.code === null) recorded += 1;
		else expect(outcome.code).toBe('storage-full');
		expect(await inspect()).toMatchObject({ faults: [], headBehind: 0, outboxWithoutRecord: 0, records: recorded });
		return outcome;
	}
	// Before the database is opened: Chromium remembers for half a minute how much room there was.
	await quota(3_000_000);
	expect(await check(300_000)).toMatchObject({ kept: true });

	// Nothing waits to be sent: old pictures go, their records stay.
	await expect
		.poll(async () => (await check(300_000), (await inspect()).withoutPicture), { timeout: 90_000 })
		.toBeGreaterThan(0);

	// Everything waits to be sent: no picture goes any more.
	await page.evaluate(() => harness.setReporting(true));
	const gone = (await inspect()).withoutPicture;
	await expect.poll(async () => (await check(300_000)).kept, { timeout: 90_000 }).toBe(false);
	expect((await inspect()).withoutPicture).toBe(gone);

	await quota(1);
	await expect.poll(async () => (await check(300_000)).code, { timeout: 90_000 }).toBe('storage-full');
	await quota(500_000_000);
	await expect.poll(() => check(1000), { timeout: 90_000 }).toMatchObject({ kept: true, code: null });
});

test('two tabs at once keep one chain, also when one is closed in the middle', async ({ context }) => {
	const [one, two] = [await context.newPage(), await context.newPage()];
	await Promise.all([one.goto(server.origin), two.goto(server.origin)]);
	await one.evaluate(() => void harness.writeForEver());
	await two.evaluate(() => void harness.writeForEver());
	const before = server.confirmed.length;
	await until(() => server.confirmed.length > before + 20, 'both tabs');
	await one.close();
	const after = server.confirmed.length;
	await until(() => server.confirmed.length > after + 10, 'the other tab');
	const found = await two.evaluate((ids) => harness.inspect(ids), server.confirmed.slice(before));
	// Writing goes on while this is read, so the counts of the stores may differ by what came meanwhile.
	expect(found).toMatchObject({ faults: [], lost: 0 });
	await two.close();
});

test('a private window records while it is open, promises nothing, and leaves nothing', async ({ browser }) => {
	const visit = async () => {
		const context = await browser.newContext();
		const page = await context.newPage();
		await page.goto(server.origin);
		return { context, page };
	};
	const first = await visit();
	expect(await first.page.evaluate(() => harness.check(2000))).toMatchObject({ kept: true });
	expect(await first.page.evaluate(() => harness.health())).toMatchObject({ persisted: false, records: 1 });
	await first.context.close();
	const second = await visit();
	expect(await second.page.evaluate(() => harness.health())).toMatchObject({ records: 0, lastExport: null });
	await second.context.close();
});

test('where the browser forbids storage, the check is refused with a plain reason', async ({ page }) => {
	await page.goto(server.origin);
	await page.evaluate((origin) => {
		const frame = document.createElement('iframe');
		frame.sandbox.add('allow-scripts');
		frame.src = `${origin}/?sandboxed`;
		document.body.append(frame);
	}, server.origin);
	await expect.poll(() => page.frames().length).toBe(2);
	const frame = page.frames()[1]!;
	await frame.waitForFunction(() => 'harness' in globalThis);
	expect(await frame.evaluate(() => harness.check(1000))).toMatchObject({ id: null, code: 'storage-unavailable' });
});
