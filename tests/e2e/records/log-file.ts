import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect as hasty, type Page, type TestInfo } from '@playwright/test';
import { seededRandom } from '../../../scripts/reporting/random';
import { SimulatedTablet, type TabletOptions } from '../../../scripts/reporting/simulated-tablet';
import type { CheckRecord, LogRecord } from '../../../src/lib/domain/record';
import { BUNDLE_FORMAT } from '../../../src/lib/records/bundle-format';

/** Hashing hundreds of records takes a busy machine a while. */
export const expect = hasty.configure({ timeout: 120_000 });

/** Checks of another tablet, chained and sealed, half a minute apart. */
export function otherTablet(count: number, options: Partial<TabletOptions>): CheckRecord[] {
	return new SimulatedTablet({ random: seededRandom(11), stepMs: 30_000, openRate: 0.05, ...options }).checks(count);
}

/** Writes records as the app's own JSON export; resolves to the file's path. */
export function exportFile(records: readonly LogRecord[], info: TestInfo): string {
	const { deviceId, sequence, hash } = records.at(-1)!;
	mkdirSync(info.outputDir, { recursive: true });
	const path = join(info.outputDir, 'export.json');
	const content = {
		format: BUNDLE_FORMAT,
		formatVersion: 1,
		exportedAt: new Date().toISOString(),
		appVersion: '0.1.0',
		chains: [{ deviceId, sequence, hash }],
		records
	};
	writeFileSync(path, JSON.stringify(content));
	return path;
}

/** Takes a file over on the history's screen, and waits until the screen says what came of it. */
export async function takeOver(page: Page, path: string, said: string | RegExp): Promise<void> {
	await page.goto('history/');
	await page.getByRole('button', { name: 'Exportar e receber' }).click();
	await page.locator('input[type=file]').setInputFiles(path);
	await expect(page.getByRole('dialog').getByText(said)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
}

export const number = (value: number) => new Intl.NumberFormat('pt-BR').format(value);
