import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { init, type InitOpts, type ModuleInfos } from 'license-checker-rseidelsohn';
import { runCommand } from './lib/command';
import { isMain } from './lib/is-main';

const USAGE = `Writes THIRD_PARTY_NOTICES from what ships: the production dependencies as installed, and the
build tools parts of which end up in the bundles.

  npm run notices              writes the file
  npm run notices -- --check   exit status 1 where the file is out of date
`;

const FILE = 'THIRD_PARTY_NOTICES';
const RULE = '='.repeat(80);

const HEAD = `Third-party notices

Written by \`npm run notices\` from the dependencies that ship. Packages that npm chooses by operating system
(sharp's prebuilt binaries, which carry libvips under LGPL-3.0-or-later, linked dynamically) are installed with
sharp and bring their own notices. The first weights of the networks come from the Keras application MobileNetV2
(Apache-2.0, Google LLC).
`;

interface Notice {
	readonly name: string;
	readonly licence: string;
	readonly origin: string;
	readonly text: string;
}

/** Development dependencies parts of which end up in the bundles: the router, the service worker, the messages. */
const BUNDLED = ['@sveltejs/kit', '@inlang/paraglide-js', 'vite-plugin-pwa', 'workbox-*'];

const licences = (options: Omit<InitOpts, 'start'>, start: string): Promise<ModuleInfos> =>
	new Promise((found, failed) =>
		init({ ...options, start, excludePrivatePackages: true }, (error, packages) =>
			error ? failed(error) : found(packages)
		)
	);

async function installed(root: string): Promise<ModuleInfos> {
	const all = await licences({}, root);
	const isBundled = (name: string) =>
		BUNDLED.some((wanted) =>
			wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name.startsWith(`${wanted}@`)
		);
	const bundled = Object.entries(all).filter(([name]) => isBundled(name));
	return { ...(await licences({ production: true }, root)), ...Object.fromEntries(bundled) };
}

/** True for a package that is installed on some systems only: a list that held it would differ by machine. */
async function isForOneSystem(path: string): Promise<boolean> {
	const { os, cpu } = JSON.parse(await readFile(`${path}/package.json`, 'utf8')) as { os?: unknown; cpu?: unknown };
	return os !== undefined || cpu !== undefined;
}

/** A notice's own words where the package has a licence file; a readme is none. */
async function licenceText(file: string | undefined): Promise<string> {
	if (!file || !/licen[cs]e|copying/i.test(file.split(/[\\/]/).at(-1)!)) return '';
	return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').trim();
}

/** Every production dependency, the indirect ones included, by name and version. */
export async function notices(root: string): Promise<Notice[]> {
	const found: Notice[] = [];
	for (const [name, { licenses, repository, licenseFile, path }] of Object.entries(await installed(root))) {
		if (!path || (await isForOneSystem(path))) continue;
		const licence = Array.isArray(licenses) ? licenses.join(', ') : (licenses ?? 'not stated');
		found.push({ name, licence, origin: repository ?? '', text: await licenceText(licenseFile) });
	}
	return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file's whole text. */
export function noticesText(all: readonly Notice[]): string {
	const parts = all.map(({ name, licence, origin, text }) =>
		[RULE, `${name}  ${licence}`, origin, '', text].join('\n').trimEnd()
	);
	return [HEAD.trimEnd(), ...parts].join('\n\n') + '\n';
}

function readArguments() {
	const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
	return values;
}

async function main({ check }: ReturnType<typeof readArguments>): Promise<number> {
	const text = noticesText(await notices(resolve('.')));
	if (!check) {
		await writeFile(FILE, text);
		return 0;
	}
	if ((await readFile(FILE, 'utf8').catch(() => '')) === text) return 0;
	process.stderr.write(`${FILE} is out of date: npm run notices\n`);
	return 1;
}

if (isMain(import.meta.url)) await runCommand(USAGE, readArguments, main, 'cannot write the notices');
