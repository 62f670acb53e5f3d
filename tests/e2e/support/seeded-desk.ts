import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '../../../scripts/reporting/random';
import { ServerProcess } from '../../../scripts/reporting/server-process';
import { sealed, SimulatedTablet, type TabletOptions } from '../../../scripts/reporting/simulated-tablet';
import type { ChallengeRecord, CheckRecord, LogRecord } from '../../../src/lib/domain/record';
import type { Verdict } from '../../../src/lib/domain/verdict';
import { issueToken } from '../../../src/lib/server/access/tokens';
import { folderPictures } from '../../../src/lib/server/pictures/folder';
import { openSqliteStorage } from '../../../src/lib/server/stores/sqlite/sqlite-storage';

const ENTRY = 'dist/node/index.js';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A line's name as somebody hostile would choose it. */
export const HOSTILE = '<img src=x onerror=alert(1)>';

export interface SeededDesk {
	readonly url: string;
	readonly keys: { readonly admin: string; readonly viewer: string; readonly device: string };
	/** Checks of the last eight hours by line, and the opens among them. */
	readonly checks: Readonly<Record<string, number>>;
	readonly opens: Readonly<Record<string, number>>;
	/** Checks of line L1 and shift A in the hours before those. */
	readonly earlier: number;
	close(): Promise<void>;
}

/** A bottle without its cap, drawn here. */
async function drawnPicture(width: number, tint: string): Promise<Buffer> {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${width}" viewBox="0 0 100 100">
		<rect width="100" height="100" fill="${tint}"/>
		<path d="M41 22h18v14q0 6 4 12q7 8 7 20v32H30V68q0-12 7-20q4-6 4-12z" fill="#7a4a12"/>
		<ellipse cx="50" cy="22" rx="9" ry="3.5" fill="#1c0f04" stroke="#d9a866" stroke-width="1.5"/>
	</svg>`;
	return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}

const verdictOf = (kind: Verdict['kind']): Verdict =>
	kind === 'unsure' ? { kind, reason: 'low-confidence', confidence: 0.7 } : { kind, confidence: 0.98 };

/** Three lines with a story each: one steady, one with open bottles in its last half hour, one that fell silent. */
export async function seededDesk(port: number): Promise<SeededDesk> {
	if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: npm run build:node first`);
	const folder = mkdtempSync(join(tmpdir(), 'bottle-desk-'));
	const database = join(folder, 'reports.db');
	const storage = openSqliteStorage(database);
	const pictures = folderPictures(join(folder, 'pictures'));
	const nowMs = Date.now();
	const random = seededRandom(7);
	const checks: Record<string, number> = {};
	const opens: Record<string, number> = {};

	const keep = async (bytes: Buffer) => {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await pictures.put(sha256, { bytes: new Uint8Array(bytes), mediaType: 'image/jpeg' });
		return { sha256, bytes: bytes.byteLength, mediaType: 'image/jpeg' as const };
	};
	const shown = {
		picture: await keep(await drawnPicture(640, '#3d4a52')),
		thumbnail: await keep(await drawnPicture(160, '#4b5a4a'))
	};
	const append = (records: readonly LogRecord[], receivedAtMs?: number) =>
		storage.append(
			records.map((record) => ({
				record,
				occurredAtMs: Date.parse(record.wallTime),
				receivedAtMs: receivedAtMs ?? Math.min(nowMs, Date.parse(record.wallTime) + 5000),
				clockSkewMs: 0
			}))
		);
	/** So many checks, a minute apart, the last one just now or where `options` begins. */
	const run = (count: number, options: Partial<TabletOptions>, kindOf: (i: number) => Verdict['kind']) => {
		const tablet = new SimulatedTablet({ random, startMs: nowMs - count * MINUTE, stepMs: MINUTE, ...options });
		return Array.from({ length: count }, (_, i): CheckRecord => {
			const kind = kindOf(i);
			return tablet.check({ verdict: verdictOf(kind), ...(kind === 'open' ? shown : {}) });
		});
	};
	const today = async (line: string, records: readonly CheckRecord[]) => {
		checks[line] = records.length;
		opens[line] = records.filter(({ verdict }) => verdict.kind === 'open').length;
		await append(records);
	};

	const L1 = { line: 'L1', shift: 'A' };
	const earlier = 420;
	await append(
		run(earlier, { ...L1, startMs: nowMs - 15.5 * HOUR }, (i) =>
			i % 60 === 0 ? 'open' : i % 100 === 7 ? 'unsure' : 'closed'
		)
	);
	const steady = run(400, L1, (i) => (i % 60 === 0 ? 'open' : i % 9 === 4 ? 'unsure' : 'closed'));
	await today('L1', steady);
	await append([challengeOf(steady.at(-1)!, 'passed', nowMs - 7 * HOUR)]);
	const burst = run(360, { line: 'L2', shift: 'B', model: 'fedcba543210' }, (i) =>
		i % 90 === 3 || (i > 325 && i % 3 === 0) ? 'open' : 'closed'
	);
	await today('L2', burst);
	await append([challengeOf(burst.at(-1)!, 'failed', nowMs - 6 * HOUR)]);
	await today(
		HOSTILE,
		run(3, { line: HOSTILE, shift: 'B' }, () => 'closed')
	);
	const silent = run(30, { line: 'L3', shift: 'A', startMs: nowMs - 74 * HOUR }, () => 'closed');
	await append([...silent.slice(0, 12), ...silent.slice(17)], nowMs - 73 * HOUR);

	const key = async (role: 'admin' | 'viewer' | 'device', label: string) =>
		(await issueToken(storage, { role, line: null, label }, nowMs)).token;
	const keys = {
		admin: await key('admin', 'Ana, qualidade'),
		viewer: await key('viewer', 'Sala de controle'),
		device: await key('device', 'Tablet 9')
	};
	await storage.close();
	const origin = `http://localhost:${port}`;
	const server = new ServerProcess(ENTRY, port, {
		DATABASE_URL: `sqlite:${database}`,
		PICTURES: `folder:${join(folder, 'pictures')}`,
		ORIGIN: origin
	});
	await server.start();
	return {
		url: `${origin}/`,
		keys,
		checks,
		opens,
		earlier,
		async close() {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function challengeOf(after: CheckRecord, outcome: 'passed' | 'failed', atMs: number): ChallengeRecord {
	const { schemaVersion, deviceId, deviceLabel, sessionId, clockSetBack, appVersion, station } = after;
	return sealed<ChallengeRecord>({
		...{ schemaVersion, deviceId, deviceLabel, sessionId, clockSetBack, appVersion, station },
		kind: 'challenge',
		id: after.id.replace(/^.{8}/, 'cccccccc'),
		sequence: after.sequence + 1,
		previousHash: after.hash,
		hash: '',
		wallTime: new Date(atMs).toISOString(),
		monotonicMs: after.monotonicMs,
		personalHash: after.personalHash,
		personal: null,
		trigger: 'shift-start',
		outcome,
		planned: { open: 3, closed: 3 },
		steps: [],
		missedOpen: outcome === 'failed' ? 1 : 0,
		falseAlarms: 0,
		undecided: 0,
		model: after.model
	});
}
