import { exec, spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { parseArgs, promisify } from 'node:util';
import { runCommand } from './lib/command';
import { ofPlaywright, ofVitest, type Count, type PlaywrightReport, type VitestReport } from './lib/test-reports';

const USAGE = `Runs everything that must hold before a change lands, and counts it.

  npm test [-- --only STEP[,STEP]]

Steps: lint, format, types, audit, unit, build, browser, e2e. Each of the first four counts as one test.
Tests that need photographs outside the repository or a database server say so where they are skipped.
`;

const REPORTS = '.tmp/test-reports';

const run = (command: string, env: NodeJS.ProcessEnv = {}) =>
	new Promise<boolean>((resolve) => {
		const child = spawn(command, { shell: true, stdio: 'inherit', env: { ...process.env, ...env } });
		child.on('close', (code) => resolve(code === 0));
	});

/** A command that passes or fails as a whole. */
const whole = (command: string) => async (): Promise<Count> => {
	const ok = await run(command);
	return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
};

/** High findings fail; a registry that answers no audits is said and counted as skipped, never as passed. */
const audit = async (): Promise<Count> => {
	const { stdout } = await promisify(exec)('npm audit --json', { maxBuffer: 1 << 26 }).catch(
		(fault) => fault as { stdout: string }
	);
	const found = (parseJson(stdout) as { metadata?: { vulnerabilities?: Record<string, number> } } | null)?.metadata
		?.vulnerabilities;
	if (!found) {
		console.log('skipped: the registry does not answer audits here');
		return { passed: 0, failed: 0, skipped: 1 };
	}
	console.log(JSON.stringify(found));
	const high = (found.high ?? 0) + (found.critical ?? 0);
	return { passed: high === 0 ? 1 : 0, failed: high === 0 ? 0 : 1, skipped: 0 };
};

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** [Note: Twice] What fails is run once more, alone: a machine that stood still for seconds is no fault of the product. It is
 * named at the end as flaky, so that it is looked into; what fails twice has failed. */
const vitest = (project: string) => async (): Promise<Count> => {
	const command = `vitest run --project ${project} --reporter=default --reporter=json`;
	const attempt = async (name: string, files: readonly string[] = []) => {
		const file = `${REPORTS}/${name}.json`;
		const ok = await run(`${command} --outputFile.json=${file} ${files.map((path) => JSON.stringify(path)).join(' ')}`);
		return { ok, ...ofVitest(await readJson<VitestReport>(file)) };
	};
	const first = await attempt(project);
	if (first.ok) return first;
	if (first.failedFiles.length === 0) return { ...first, failed: Math.max(1, first.failed) };
	console.log(`\nonce more: ${first.failedFiles.join(' ')}`);
	const second = await attempt(`${project}-again`, first.failedFiles);
	const failures = second.ok ? [] : first.failures.filter((name) => !second.passedNames.includes(name));
	const ofThose = first.passedNames.filter((name) => first.failedFiles.some((path) => name.startsWith(`${path}: `)));
	return {
		passed: first.passed - ofThose.length + second.passed,
		failed: second.ok ? 0 : Math.max(1, failures.length),
		skipped: first.skipped,
		failures,
		flaky: first.failures.filter((name) => !failures.includes(name))
	};
};

const playwright = async (): Promise<Count> => {
	const file = `${REPORTS}/e2e.json`;
	const ok = await run('playwright test --retries=1 --reporter=list,json', { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
	const count = ofPlaywright(await readJson<PlaywrightReport>(file));
	return { ...count, failed: ok ? count.failed : Math.max(1, count.failed) };
};

async function readJson<T>(file: string): Promise<T | null> {
	return readFile(file, 'utf8').then(
		(text) => JSON.parse(text) as T,
		() => null
	);
}

const STEPS: Record<string, () => Promise<Count>> = {
	lint: whole('eslint .'),
	format: whole('prettier --check .'),
	types: whole('npm run --silent check'),
	audit,
	unit: vitest('node'),
	build: whole('npm run --silent build:static && npm run --silent build:node'),
	browser: vitest('browser'),
	e2e: playwright
};

function readArguments() {
	const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
	const names = values.only?.split(',') ?? Object.keys(STEPS);
	const unknown = names.filter((name) => !(name in STEPS));
	if (unknown.length > 0) throw new Error(`no step ${unknown.join(', ')}`);
	return { help: values.help, names };
}

async function main({ names }: ReturnType<typeof readArguments>): Promise<number> {
	await rm(REPORTS, { recursive: true, force: true });
	await mkdir(REPORTS, { recursive: true });
	const total = { passed: 0, failed: 0, skipped: 0 };
	const lines: string[] = [];
	const named: string[] = [];
	for (const [i, name] of names.entries()) {
		console.log(`\n── ${name} (${i + 1}/${names.length})`);
		const startedMs = Date.now();
		const count = await STEPS[name]!();
		for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key];
		named.push(...(count.failures ?? []).map((test) => `failed: ${test}`));
		named.push(...(count.flaky ?? []).map((test) => `flaky, failed once and then passed: ${test}`));
		const seconds = Math.round((Date.now() - startedMs) / 1000);
		lines.push(
			`${name.padEnd(8)} ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped  ${seconds} s`
		);
	}
	console.log(`\n${[...lines, ...named].map((line) => `  ${line}`).join('\n')}\n`);
	console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
	return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await runCommand(USAGE, readArguments, main, 'cannot test');
