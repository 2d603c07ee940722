/**
 * SVGs that run a script, fetch something or lead elsewhere where a browser is shown them as they are, each by a name. `at` is an address that notices when
 * it is asked.
 */
export function hostileSvgs(at: string): readonly (readonly [name: string, svg: string])[] {
	const act = `new Image().src='${at}/ran'`;
	const svg = (inner: string, attributes = ''): string =>
		`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100" ${attributes}><circle id="c" cx="50" cy="50" r="40" fill="#c60"/>${inner}</svg>`;
	const html = 'xmlns="http://www.w3.org/1999/xhtml"';
	const dataSvg = `data:image/svg+xml;base64,${Buffer.from(svg(`<script>${act}</script><image href="${at}/in-data"/>`)).toString('base64')}`;
	return [
		['a script', svg(`<script>${act}</script>`)],
		['a script in CDATA', svg(`<script><![CDATA[${act}]]></script>`)],
		['a script of a type', svg(`<script type="text/ecmascript">${act}</script>`)],
		['a module', svg(`<script type="module">${act}</script>`)],
		['a script from elsewhere', svg(`<script href="${at}/script.js"/>`)],
		['a script from elsewhere, by xlink', svg(`<script xlink:href="${at}/script.js"/>`)],
		['a script as data', svg(`<script href="data:text/javascript,${encodeURIComponent(act)}"/>`)],
		['a script of HTML', svg(`<script ${html}>${act}</script>`)],
		['a script with a prefix', svg(`<s:script xmlns:s="http://www.w3.org/2000/svg">${act}</s:script>`)],
		['a script with a prefix of HTML', svg(`<h:script xmlns:h="http://www.w3.org/1999/xhtml">${act}</h:script>`)],
		['a script within a script', svg(`<script><script>${act}</script></script>`)],
		['a script in a group in defs', svg(`<defs><g><script>${act}</script></g></defs>`)],
		['a script in a switch', svg(`<switch><g><script>${act}</script></g></switch>`)],
		['a script in a symbol that is used', svg(`<symbol id="s"><script>${act}</script></symbol><use href="#s"/>`)],
		['a script in a link', svg(`<a href="#c"><script>${act}</script></a>`)],
		['a script in metadata', svg(`<metadata><script>${act}</script></metadata>`)],
		['a script in a title', svg(`<title><script>${act}</script></title>`)],
		['onload at the root', svg('', `onload="${act}"`)],
		['onload in a group', svg(`<g onload="${act}"/>`)],
		['onload of an image', svg(`<image href="${dataPng}" onload="${act}"/>`)],
		['onerror of an image', svg(`<image href="data:image/png;base64,AAAA" onerror="${act}"/>`)],
		['onclick', svg(`<rect width="99" height="99" onclick="${act}"/>`)],
		['onmouseover', svg(`<rect width="99" height="99" onmouseover="${act}"/>`)],
		['onfocus', svg(`<rect width="99" height="99" tabindex="1" autofocus="" onfocus="${act}"/>`)],
		['onfocusin', svg(`<rect width="99" height="99" tabindex="1" onfocusin="${act}"/>`)],
		['onbegin', svg(`<animate attributeName="x" dur="1s" onbegin="${act}"/>`)],
		['onend', svg(`<animate attributeName="x" dur="0.01s" onend="${act}"/>`)],
		['onrepeat', svg(`<animate attributeName="x" dur="0.01s" repeatCount="3" onrepeat="${act}"/>`)],
		[
			'ontransitionend, and what starts it',
			svg(
				`<style>rect{transition:all 1ms}rect:hover{x:2px}</style><rect width="99" height="99" ontransitionend="${act}"/>`,
			),
		],
		[
			'onanimationstart',
			svg(
				`<style>@keyframes k{to{opacity:0}}rect{animation:k 1ms}</style><rect width="9" height="9" onanimationstart="${act}"/>`,
			),
		],
		[
			'an attribute that is spelled with entities',
			svg(`<rect width="99" height="99" onclick="&#110;ew Image().src='${at}/ran'"/>`),
		],
		['a javascript: link', svg(`<a href="javascript:${act}"><rect width="99" height="99"/></a>`)],
		['a javascript: link, by xlink', svg(`<a xlink:href="javascript:${act}"><rect width="99" height="99"/></a>`)],
		['a javascript: link with blanks', svg(`<a href=" java&#9;script:${act}"><rect width="99" height="99"/></a>`)],
		['a link to elsewhere', svg(`<a href="${at}/link"><rect width="99" height="99"/></a>`)],
		['a link with a ping', svg(`<a href="#c" ping="${at}/ping"><rect width="99" height="99"/></a>`)],
		[
			'a set that makes a link one',
			svg(`<a><set attributeName="href" to="javascript:${act}"/><rect width="99" height="99"/></a>`),
		],
		[
			'an animation that makes a link one',
			svg(
				`<a><animate attributeName="xlink:href" values="javascript:${act}" begin="0s" fill="freeze" dur="1s"/><rect width="99" height="99"/></a>`,
			),
		],
		[
			'a set that makes an image of elsewhere',
			svg(`<image width="9" height="9"><set attributeName="href" to="${at}/set"/></image>`),
		],
		[
			'a set that sets a handler',
			svg(`<rect width="99" height="99"><set attributeName="onclick" to="${act}"/></rect>`),
		],
		[
			'a set that sets a style',
			svg(`<rect width="9" height="9"><set attributeName="style" to="fill:url(${at}/style#a)"/></rect>`),
		],
		[
			'an animated paint of elsewhere',
			svg(`<rect width="9" height="9"><set attributeName="fill" to="url(${at}/fill#a)"/></rect>`),
		],
		[
			'a page within',
			svg(
				`<foreignObject width="9" height="9"><body ${html} onload="${act}"><img src="${at}/img"/></body></foreignObject>`,
			),
		],
		['a frame within', svg(`<foreignObject width="9" height="9"><iframe ${html} src="${at}/frame"/></foreignObject>`)],
		[
			'a frame of data within',
			svg(
				`<foreignObject width="9" height="9"><iframe ${html} srcdoc="&lt;script>${act}&lt;/script>"/></foreignObject>`,
			),
		],
		[
			'an object within',
			svg(`<foreignObject width="9" height="9"><object ${html} data="${at}/object"/></foreignObject>`),
		],
		[
			'a page in a switch',
			svg(
				`<switch><foreignObject width="9" height="9"><img ${html} src="x" onerror="${act}"/></foreignObject></switch>`,
			),
		],
		['an iframe of HTML', svg(`<iframe ${html} src="${at}/iframe"/>`)],
		['an image of HTML', svg(`<img ${html} src="${at}/img"/>`)],
		['an audio of HTML', svg(`<audio ${html} src="${at}/audio" autoplay=""/>`)],
		['a video of HTML', svg(`<video ${html} poster="${at}/poster"/>`)],
		['a style sheet of HTML', svg(`<link ${html} rel="stylesheet" href="${at}/css"/>`)],
		['a refresh of HTML', svg(`<meta ${html} http-equiv="refresh" content="0;url=${at}/meta"/>`)],
		['a base of HTML', svg(`<base ${html} href="${at}/"/><image href="relative.png" width="9" height="9"/>`)],
		['an image from elsewhere', svg(`<image href="${at}/image" width="9" height="9"/>`)],
		['an image from elsewhere, by xlink', svg(`<image xlink:href="${at}/image" width="9" height="9"/>`)],
		['an image without a scheme', svg(`<image href="${at.replace('http:', '')}/image" width="9" height="9"/>`)],
		['an image beside it', svg('<image href="beside.png" width="9" height="9"/>')],
		['an SVG as data in an image', svg(`<image href="${dataSvg}" width="9" height="9"/>`)],
		['an SVG as data that is used', svg(`<use href="${dataSvg}#c"/>`)],
		['a part of another file', svg(`<use href="${at}/use.svg#a"/>`)],
		['a part of another file, by xlink', svg(`<use xlink:href="${at}/use.svg#a"/>`)],
		[
			'another prefix for xlink',
			svg(`<image xmlns:l="http://www.w3.org/1999/xlink" l:href="${at}/prefix" width="9" height="9"/>`),
		],
		['xml:base', svg(`<image xml:base="${at}/" href="base.png" width="9" height="9"/>`)],
		[
			'an image in a filter',
			svg(`<filter id="f"><feImage href="${at}/feimage"/></filter><rect width="99" height="99" filter="url(#f)"/>`),
		],
		['a filter of elsewhere', svg(`<rect width="9" height="9" filter="url(${at}/filter.svg#f)"/>`)],
		['a paint of elsewhere', svg(`<rect width="9" height="9" fill="url('${at}/paint.svg#f')"/>`)],
		['a mask of elsewhere', svg(`<rect width="9" height="9" mask="url(&quot;${at}/mask.svg#f&quot;)"/>`)],
		['a mask that is an image', svg(`<rect width="9" height="9" style="mask-image:url(${at}/mask)"/>`)],
		['a clip of elsewhere', svg(`<rect width="9" height="9" clip-path="url( ${at}/clip.svg#f )"/>`)],
		['a marker of elsewhere', svg(`<path d="M0 0L9 9" marker-end="url(${at}/marker.svg#f)"/>`)],
		['a cursor of elsewhere', svg(`<rect width="99" height="99" cursor="url(${at}/cursor),auto"/>`)],
		[
			'a gradient of another file',
			svg(`<linearGradient id="g" href="${at}/gradient.svg#g"/><rect width="9" height="9" fill="url(#g)"/>`),
		],
		[
			'a pattern with an image',
			svg(
				`<pattern id="p" width="1" height="1"><image href="${at}/pattern" width="9" height="9"/></pattern><rect width="9" height="9" fill="url(#p)"/>`,
			),
		],
		['a text along a path of elsewhere', svg(`<text><textPath href="${at}/path.svg#p">words</textPath></text>`)],
		[
			'a motion along a path of elsewhere',
			svg(`<animateMotion dur="1s"><mpath href="${at}/path.svg#p"/></animateMotion>`),
		],
		['an imported sheet', svg(`<style>@import "${at}/import";</style>`)],
		['an imported sheet by url', svg(`<style>@import url(${at}/import);circle{fill:red}</style>`)],
		['an imported sheet in CDATA', svg(`<style><![CDATA[@import '${at}/import';]]></style>`)],
		['an imported sheet behind a comment', svg(`<style>/* a */@import/**/"${at}/import";</style>`)],
		['an imported sheet with an escape', svg(`<style>@\\69mport "${at}/import";</style>`)],
		[
			'a font',
			svg(`<style>@font-face{font-family:f;src:url(${at}/font)}text{font-family:f}</style><text y="9">words</text>`),
		],
		['a background', svg(`<style>svg{background:url(${at}/background)}</style>`)],
		['a background in a media rule', svg(`<style>@media all{svg{background:url(${at}/background)}}</style>`)],
		['a background in a layer', svg(`<style>@layer a{svg{background:url(${at}/background)}}</style>`)],
		['a nested rule', svg(`<style>svg{&amp;{background:url(${at}/background)}}</style>`)],
		['a background by a property of its own', svg(`<style>svg{--a:url(${at}/background);background:var(--a)}</style>`)],
		['a set of images', svg(`<style>svg{background:image-set("${at}/image-set" 1x)}</style>`)],
		['a set of images of WebKit', svg(`<style>svg{background:-webkit-image-set(url(${at}/image-set) 1x)}</style>`)],
		['a background with escapes', svg(`<style>svg{background:u\\72l(${at}/background)}</style>`)],
		['a background with escapes in an attribute', svg(`<rect width="9" height="9" fill="u\\72l(${at}/paint.svg#a)"/>`)],
		['a background in an attribute', svg('', `style="background:url(${at}/background)"`)],
		['a background in an attribute, in capitals', svg('', `style="BACKGROUND:URL(${at}/background)"`)],
		['a background that comes with a comment', svg('', `style="background:/**/url(${at}/background)"`)],
		['a cursor in a sheet', svg(`<style>svg{cursor:url(${at}/cursor),auto}</style>`)],
		['what a list is marked with', svg(`<style>svg{display:list-item;list-style:url(${at}/list)}</style>`)],
		['words before', svg(`<style>text::before{content:url(${at}/content)}</style><text y="9">words</text>`)],
		['a style that ends early for HTML', svg(`<style>&lt;/style>&lt;img src=x onerror="${act}"></style>`)],
		[
			'a comment that ends early for HTML',
			svg(`<desc><!-- --!><img src=x onerror="${act.replaceAll("'", '')}"> --></desc>`),
		],
		[
			'words that are tags for HTML',
			svg(`<desc>&lt;img src=x onerror="${act}"></desc><title>&lt;script>${act}&lt;/script></title>`),
		],
		['an attribute that is a tag for HTML', svg(`<g id="&quot;>&lt;img src=x onerror=${act.replaceAll("'", '')}>"/>`)],
		['a sheet by an instruction', `<?xml-stylesheet href="${at}/sheet"?>${svg('')}`],
		['a transformation by an instruction', `<?xml-stylesheet type="text/xsl" href="${at}/xsl"?>${svg('')}`],
		['a document type of elsewhere', `<!DOCTYPE svg SYSTEM "${at}/dtd">${svg('')}`],
		[
			'a handler of XML events',
			svg(`<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">${act}</handler>`),
		],
		['a listener of XML events', svg(`<listener event="load" handler="${at}/handler"/>`)],
		[
			'a font of SVG from elsewhere',
			svg(`<font-face><font-face-src><font-face-uri href="${at}/font.svg#f"/></font-face-src></font-face>`),
		],
		['a text of elsewhere', svg(`<text><tref xlink:href="${at}/text.svg#t"/></text>`)],
		['a profile of colours from elsewhere', svg(`<color-profile name="p" xlink:href="${at}/profile"/>`)],
		['a script of another name', svg(`<SCRIPT>${act}</SCRIPT><Script ${html}>${act}</Script>`)],
	];
}

/** One grey pixel. */
const dataPng =
	'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
