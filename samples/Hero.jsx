/** The top of the lighthouse's page: a wide picture with the title over it. */
export function Hero({ title, tide }) {
	return (
		<section className="hero">
			{/* A lighthouse on a cliff at dusk, its beam over a calm sea */}

			<h1>{title}</h1>
			<p>Low tide today at {tide}: the causeway is dry for two hours before and after.</p>
			<a href="#visit">Plan a visit</a>
		</section>
	);
}
