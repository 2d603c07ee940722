/** The command can't be carried out: the message says why, and what to do. */
export class CommandError extends Error {
	override readonly name: string = 'CommandError';
}

/** The command line was wrong: the message says what to write instead. */
export class UsageError extends CommandError {
	override readonly name = 'UsageError';
}

export const exitCodes = {
	saved: 0,
	missing: 1,
	usage: 2,
	failed: 3,
	maybePaid: 4,
	accepted: 5,
	cancelled: 130,
} as const;

export const usage = `imagegen: generates images, and keeps them safe until they are on disk

  imagegen generate "<prompt>" [options]
      --service ID       sandbox (default), gemini, openai, openrouter…; imagegen services lists them all
      --base-url URL     the service's address, where it is not the usual one: as its documents have it, or as it was copied. What
                         was mended in it is said
      --model ID         the service's default model without it; any id that the service knows
      --known-as MODEL   which model that is, where its id doesn't say so: a deployment has whatever name its owner gave it
      --fallback ID      a model, or service/model, to ask instead when the one before refuses at no cost; may be repeated.
                         Another service takes its key from IMAGEGEN_API_KEY_ARK and so on, after its name
      --header "N: V"    a further header of every request; may be repeated. No secrets: they would be in files
      --key-header NAME  the header that the key goes in, where it is not the service's usual one
      --workflow FILE    comfyui only: what it is to run, in API format; {{prompt}}, {{width}}, {{height}}, {{seed}} and
                         {{model}} in its texts become what is wished, {{image}}, {{image2}}, ... images that go along
      --allow-http       send the key over plain HTTP even where others on the network path can read it
      --resolution R     1K (default), 2K or 4K; --size is the same
      --ratio W:H        1:1, 2:3, 3:2, 3:4, 4:3, 4:5, 5:4, 9:16, 16:9, 21:9, 1:4, 4:1, 1:8 or 8:1
      --pixels WxH       exactly that size, in the place of --resolution and --ratio: the nearest that the model draws is asked
                         for, then cut around the middle and scaled
      --icons            a square, and of it a set of icons, 16 to 512 pixels and .ico, in a new folder beside it
      --quality Q        low, medium, high, xhigh or max: how carefully it is drawn. A number from 0, the smallest, to 100, the
                         best: how much a JPEG or a WebP keeps
      --background B     opaque or transparent; --transparent is the same as --background transparent
      --format F         png, jpeg or webp
      --max-kb N         the most kilobytes of the file, by a lower quality and, without --pixels, by fewer pixels
      --edge N           the longer edge's most pixels. What the model itself can't be told of these four is made here, and the
                         original kept for 30 days. A budget that can't be met is told, and ends with 0: the image is saved
      --compression N    what the service is told of JPEG and WebP, from 0, the smallest, to 100, the best
      --count N          how many images, 1 to 10. What of all this the model doesn't take is said before anything is sent
      --out PATH         a file or a folder; the current folder without it. Nothing is overwritten
      --timeout SECONDS  the timeout of one attempt, from connecting to the last byte
      --stream S         auto (default), on or off; on where it stands alone. A stream's bytes flow while the image is made, which
                         keeps intermediaries from closing an idle connection. auto requests one where the service is known to
                         send signs of life; on where it can send one at all. OpenAI charges a little for the preview it takes
      --style FILE       a house style: JSON with style, palette, references, resolution, ratio and format. None is read unasked; what
                         other options say comes first, and what in it is none is said and left out
      --no-recipe        don't write beside the image how it was made: .imagegen.json, in its folder
      --json             every event as one JSON line on stdout
      --key-stdin        the API key is the first line of stdin; else it is taken from IMAGEGEN_API_KEY
      --time-scale N     sandbox only: how much of the real waiting time it takes (0.05)

  imagegen services [--json]
      Every service: its id, its address, whether it needs a key, the model without --model, whether its streams keep the line
      alive, whether it works by tasks, and what of it is unverified. Words on a terminal, else a line of JSON each

  imagegen models [--service ID] [--json]
      The models of a service that are known, with what they take and cost, and then what the service lists itself, where it does
      so for free; without a key where its list is open. Takes --base-url, --header, --key-header, --allow-http and --key-stdin as
      above. On a terminal words, else one JSON object: { service, baseUrl, list, failure?, models }, list one of listed, none and
      failed. Ends with 3 when a list couldn't be had

  imagegen run <job folder>
      What the extension starts: makes the image that the folder's task.json asks for. The key comes on stdin.

  imagegen shrink <folder of jobs> [--count N] [--days N] [--megabytes N] [--original-days N]
      What the extension starts: leaves of each job that is settled its record and a thumbnail, and keeps so many of them; and
      for so long the originals of images that were delivered as copies, in as much room again.

  imagegen convert <image> [--out PATH] [--format F] [--quality N] [--pixels WxH] [--focus X,Y] [--edge N] [--max-kb N] [--icons] [--json]
      A copy of a PNG, JPEG or WebP; nothing is overwritten. --out is a file or a folder, the image's own without it. --format is
      png, jpeg or webp, without it what --out's name says; --quality from 0, the smallest, to 100, the best. --pixels cuts to
      that shape, around the middle or --focus (each from 0 to 1), and scales to exactly that size; --edge is the longer edge's most pixels. --max-kb: no more
      kilobytes than that, by a lower quality and, without --pixels, by fewer pixels. Where that can't be had, writes the
      nearest to it and ends with 3, as it does where the image can't be read ({ flaw } with --json). --icons: a square icon in every usual size, 16 to 512, and an .ico, into the folder --out

  imagegen recipe <image> [--json]
      How the image was made, as .imagegen.json in its folder tells: prompt, model, service, resolution, date, request. Words on a
      terminal, else one line of JSON. An image that has another name by now is found by its bytes. Ends with 1 where nothing is
      told of it

  imagegen diagnose [options]
      Looks at the connection to a service without paying for an image: proxy, addresses, certificate, who answers, whether
      the key is accepted, which intermediaries close idle connections, and what past losses have in common.
      Takes --service, --base-url, --model, --resolution, --allow-http, --json and --key-stdin as above. Ends with 0 when there is
      a connection, else with 3

  imagegen jobs [--jobs DIR] [--json]
      What became of every job that is kept: one JSON line each on stdout, words on a terminal without --json. Without --jobs
      those of this command line: { id, path, state, maybePaid, images, failure?, fetchableUntil? }, the state one of
      notSent, running, accepted (by a service that takes tasks on: recover fetches it), maybePaid, arrived, delivered and failed.

  imagegen requests [--slower-than SECONDS] [--csv] [--jobs DIR]
      Every request that went out, the record that a provider asks for who compensates for slow and lost ones; with --slower-than
      only those that took longer, or were lost and may have been billed. With --csv a table with a header: time, duration in
      seconds, service, model, resolution, request id, outcome, possibly paid, cost in USD where it is known. Without it one JSON
      line each on stdout, words on a terminal

  imagegen recover <file or job folder> [--out PATH] [--base-url URL] [--allow-http] [--key-stdin]
      Brings every whole image of a job folder, or of a reply that was kept in a file, to PATH. What it looks at stays as
      it is. Where a job folder has no image, and a service that takes tasks on has its task, or may have it, goes on asking there until
      it is done, which costs nothing, and saves the image in the folder as well. The key goes to the address that the folder
      names: where that is not the service's own, and the folder none of this command line's jobs, --base-url has to name it too

  imagegen link <image> --in DOCUMENT [--at LINE:COLUMN] [--alt TEXT] [--language ID] [--json]
      What the editor would insert into the document for an image there; changes nothing. Without --at below everything, without
      --alt with the words of the image's name. --language is an editor's id where the document's name doesn't tell it, as with
      --in - for standard input. Lines and columns count from 1, columns in UTF-16 units. With --json { text, from, to, format }:
      from and to, each { line, column }, are what the text takes the place of

  imagegen missing <document or folder>... [--json]
      Image links that lead to no file. In folders neither what is hidden, ignored by git or installed, nor symbolic links. With
      --json a list of { document, line, column, path, alt }. Ends with 0 when there is none, with 1 when there are some, with 2
      when something couldn't be read

  imagegen fill <document or folder>... [--dry-run] [--max N] [--yes] [options]
      Makes those images, each once: the alternative text is the prompt, and the link's own path the place; PNG and JPEG become
      what the link names. Nothing is overwritten, and nothing is written outside of the repository, or of the folder that is named.
      First it says what it leaves out and why, and what it would make. It looks up, at no cost, what an earlier request may have
      brought, then says what the rest costs, and asks; --yes answers. --dry-run makes nothing. Takes the options of generate but for --out and --json. Ends with 0 when nothing is missing any more, with 1 when
      something is, else as the worst of the images did

  imagegen mcp [--root DIR] [--limit SECONDS] [--confirm C] [--budget USD] [--max-images N] [--jobs DIR] [options]
      The tools that agents make images with, over the Model Context Protocol on standard input and output: generate_image,
      edit_image, image_status, list_missing_images and cancel_image. Takes the options of generate that say whom to ask, and for
      what kind of file; the key comes from the environment. Reads and writes in the folders that the host works in alone, or in
      --root (the current one) where it names none. A call lasts --limit seconds (50) at most: then it answers with the job's id,
      and image_status waits for the rest. --confirm always (the default), over-budget or never: when the person is asked, where
      the host can. Beyond --budget a month, and --max-images (12) a session, nothing is made without a yes

  imagegen sandbox [--port N] [--time-scale N] [--seed N] [--faults FILE]
      A service on this machine that speaks the protocols and bills nobody. The file holds a JSON list of what is to go
      wrong how often: [{ "share": 0.1, "of": { "fault": "rst-mid-body", "fraction": 0.5 } }]

Exit codes: 0 saved · 1 images are missing · 2 wrong usage · 3 failed for good · 4 failed and possibly paid ·
5 a service has taken it on and recover fetches it · 130 cancelled`;
