import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRecord } from '../src/lib/domain/record';
import { exampleChain } from '../tests/records/example-chain';
import { main } from './verify-chain';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'verify-chain-'))));
afterAll(() => rm(folder, { recursive: true }));

async function run(records: LogRecord[], chain: LogRecord[], ...args: string[]) {
	const file = join(folder, `${crypto.randomUUID()}.json`);
	const chains = chain.slice(-1).map(({ deviceId, sequence, hash }) => ({ deviceId, sequence, hash }));
	const manifest = { format: 'bottle-inspector-records', formatVersion: 1, appVersion: '0.1.0' };
	await writeFile(file, JSON.stringify({ ...manifest, exportedAt: '2026-03-02T06:00:00.000Z', chains, records }));
	return runOn(file, ...args);
}
async function runOn(...args: string[]) {
	const printed: string[] = [];
	const status = await main(args, (line: string) => printed.push(line));
	return { status, text: printed.join('\n') };
}

describe('verify-chain', () => {
	it('says that an untouched export is intact', async () => {
		const chain = await exampleChain(40);
		const { status, text } = await run(chain, chain);
		expect(status).toBe(0);
		expect(text).toContain('40 records, 1 to 40');
		expect(text).toContain(`head ${chain[39]!.hash}`);
		expect(text).toContain('intact');
	});
	it('names a changed, a removed and a reordered record', async () => {
		const chain = await exampleChain(9);
		const touched = chain.map((record) => (record.sequence === 2 ? { ...record, deviceLabel: 'other' } : record));
		[touched[6], touched[7]] = [touched[7]!, touched[6]!];
		touched.splice(4, 1);
		const { status, text } = await run(touched, chain);
		expect(status).toBe(1);
		expect(text).toContain(`record 2: changed (${chain[1]!.id})`);
		expect(text).toContain('record 5: removed');
		expect(text).toContain(`record 7: reordered (${chain[6]!.id})`);
	});
	it('holds the file against a head hash from elsewhere', async () => {
		const chain = await exampleChain(3);
		expect((await run(chain, chain, '--head', chain[1]!.hash)).status).toBe(0);
		expect((await run(chain, chain, '--head', 'f'.repeat(64))).status).toBe(1);
	});
	it('does not call a file without records intact', async () => {
		const { status, text } = await run([], []);
		expect(status).toBe(1);
		expect(text).toContain('nothing was verified');
	});
	it('runs from a folder with a # in its name and through a link to it', async () => {
		const odd = join(folder, 'a#b');
		await symlink(process.cwd(), odd);
		const args = [join(odd, 'scripts/verify-chain.ts'), join(folder, 'missing.zip')];
		const ran = spawnSync(process.execPath, ['--import', 'tsx', ...args], { encoding: 'utf8' });
		expect(ran.status).toBe(2);
		expect(ran.stdout).toContain('ENOENT');
	});
	it('answers 2 to what it cannot read, and 0 to --help', async () => {
		expect((await runOn(join(folder, 'missing.zip'))).status).toBe(2);
		expect((await runOn()).status).toBe(2);
		expect((await runOn('--wrong', 'x')).status).toBe(2);
		expect(await runOn('--help')).toMatchObject({ status: 0 });
	});
});
