/*
 * Before the first frame: language and theme, as this device has kept them or prefers them, for the drawing that stands
 * in the page until the app takes its place (src/first-paint). The app then decides by the same rules
 * (src/lib/session/settings-schema.ts, resolveTheme); a browser test holds the two together.
 */
{
	const root = document.documentElement;
	const prefers = (query) => matchMedia(query).matches;
	let kept = null;
	try {
		kept = JSON.parse(localStorage.getItem('inspector.settings'));
	} catch {
		// Nothing kept, or nothing that can be read.
	}

	const spoken = (language) =>
		['pt-BR', 'en', 'es'].find((known) => known.split('-')[0] === String(language).toLowerCase().split('-')[0]);
	root.lang = spoken(kept?.language) ?? navigator.languages.map(spoken).find(Boolean) ?? 'pt-BR';

	let theme = kept?.theme;
	if (!['dark', 'light', 'contrast'].includes(theme)) {
		theme = prefers('(prefers-color-scheme: light)') ? 'light' : 'dark';
		if (prefers('(prefers-contrast: more)')) theme = 'contrast';
	}
	if (theme !== 'dark') root.dataset.theme = theme;

	document.addEventListener('DOMContentLoaded', () => {
		for (const drawing of document.querySelectorAll('#first-paint > [lang]'))
			if (drawing.lang !== root.lang) drawing.remove();
	});
}
