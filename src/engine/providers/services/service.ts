import type { ProtocolId, RasterFormat, Resolution } from '../../task';
import type { ModelFamily, SizeField, Sizes } from '../family';

/** How a service wants to be given the key: the header, and what stands before the key in it. */
export interface Auth {
	readonly header: string;
	/** `Basic` takes `name:password`, and encodes it. */
	readonly scheme?: 'Bearer' | 'Key' | 'Basic';
}

export const bearer: Auth = { header: 'authorization', scheme: 'Bearer' };

/** What is drawn where nothing can be said about size or ratio. */
export const square: Sizes = { by: 'ratio', ratios: ['1:1'] };

/** Where a service that has `POST /images/generations` differs from OpenAI's own. */
export interface ImagesDialect {
	/** Below the base URL; `/images/generations` without it. */
	readonly path?: string;
	/** How every model is told the size there; without it, as the model itself wants it. */
	readonly size?: SizeField | 'widthAndHeight' | 'imageSize' | 'ratioAndTier' | 'imageConfig';
	/** What the number of images is called where there are several; `n` without it, which is always sent; nothing where it takes none. */
	readonly count?: 'batch_size' | 'none';
	/** What is sent in the place of what the models themselves want beside prompt and size. */
	readonly extra?: Readonly<Record<string, string | boolean>>;
	/**
	 * How images go along: with a form at `/images/edits`, which is OpenAI's own way and that of all without it; as JSON there (xAI); as `image` at the
	 * usual path (Ark), `input_references` (OpenRouter), `reference_images` (Together), `image`, `image2`, `image3` (SiliconFlow), raw base64 in `ref_images` (LocalAI); or not at all.
	 */
	readonly inputs?:
		'form' | 'json' | 'image' | 'inputReferences' | 'referenceImages' | 'numbered' | 'refImages' | 'none';
	/** Whether its streams can be asked for previews, which is OpenAI's own way; they can without it. */
	readonly previews?: false;
}

/** What a service whose chat answers with images takes beside the message. */
interface ChatDialect {
	/** Whether it has to be told that an image is wanted. */
	readonly modalities?: true;
	/** Whether it can be told ratio and size. */
	readonly imageConfig?: true;
}

/** One of several addresses at which a service can be reached. */
export interface ServiceAddress {
	/** What people choose it by; a proper name or a technical term, not translated. */
	readonly label: string;
	/** `ACCOUNT` and the like stand for what a person has to fill in. */
	readonly baseUrl: string;
	/** Where they are not the service's own. */
	readonly protocol?: ProtocolId;
	readonly auth?: Auth;
	readonly models?: readonly ModelPreset[];
}

/** A model that people can choose by name. */
export interface ModelPreset {
	readonly id: string;
	readonly label?: string;
	/** US dollars for one image there. */
	readonly price?: Readonly<Partial<Record<Resolution, number>>>;
}

/** A service people can choose by name: one file each beside this one. */
export interface ServicePreset {
	/** What settings, `--service` and events say. */
	readonly id: string;
	/** What people see; a proper name, not translated. */
	readonly label: string;
	readonly protocol: ProtocolId;
	/** Without one, the person must give it. */
	readonly baseUrl?: string;
	/** What an address there looks like, where the person must give it. */
	readonly example?: string;
	/** Further addresses to choose from. One that is written out decides on protocol and key as well. */
	readonly addresses?: readonly ServiceAddress[];
	/** The first is the default. Without any, the person must name one. Ids die, so any other id is accepted too. */
	readonly models: readonly ModelPreset[];
	/** The model that ids are taken for of which the table knows nothing. */
	readonly unknownModelsAre?: string;
	readonly auth: Auth;
	readonly key: 'required' | 'optional' | 'none';
	/**
	 * Whether it draws on the machine that it runs on, so that nobody is billed. `ownNodes`: where a workflow has no others, which may ask
	 * whom they like, with keys of their own.
	 */
	readonly free?: true | 'ownNodes';
	/** Whether keys at the host of its `example` are those of others, told apart by the path. */
	readonly passesKeysOn?: boolean;
	/** Where a person gets a key. */
	readonly keyPage?: string;
	readonly dialect?: ImagesDialect;
	readonly chat?: ChatDialect;
	/** What every model takes there, where that is not what it takes at its vendor's. */
	readonly takes?: Partial<ModelFamily>;
	/** Whether models can be told there what chance begins with; or which can, where not all. */
	readonly seeds?: true | RegExp;
	/** A free GET below the base URL that lists the models; `/models` without it, and false where there is none. */
	readonly modelsPath?: string | false;
	/** A free GET that only a good key gets through, where the list of models is open to all. */
	readonly keyCheckPath?: string;
	/** Whether its streams send signs of life while the image is made, so that no hop takes the line for dead. */
	readonly keepsAlive?: boolean;
	/** Whether it loses an image that is asked for as a stream, whatever the model can do. */
	readonly losesStreams?: boolean;
	/** Where it takes less of the images that go along than services do as a rule, in bytes before base64. */
	readonly inputLimits?: {
		readonly formats?: readonly RasterFormat[];
		readonly maxBytes?: number;
		readonly bytesTogether?: number;
	};
	/** Headers that it wants beside those of any JSON request and the key. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Hosts, beside its own, that its replies may send a key to: `*.example.com` stands for all below. */
	readonly hosts?: readonly string[];
	/** What is not known from the vendor itself, for the docs. */
	readonly unverified?: string;
}
