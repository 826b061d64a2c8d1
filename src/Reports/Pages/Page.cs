namespace MlNetDeepLearning.Reports;

/// <summary>The frame of every page: one file that needs no other and no script, with a row of links to its sections.</summary>
internal sealed class Page(string title)
{
    private readonly Html _links = new(), _body = new();

    /// <summary>What stands above the links.</summary>
    public Html Head { get; } = new();

    public Page Section(string id, string heading, Action<Html> content)
    {
        _links.Raw($"<a href=\"#{id}\">").Text(heading).Raw("</a>");
        _body.Raw($"<section id=\"{id}\">").Element("h2", heading);
        content(_body);
        _body.Raw("</section>");
        return this;
    }

    public override string ToString() => new Html()
        .Raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\">")
        .Element("title", title).Raw("<style>").Raw(ReportStyle.Css).Raw("</style></head>\n<body><main>").Element("h1", title)
        .Raw(Head.ToString()).Raw("<nav aria-label=\"Sections\">").Raw(_links.ToString()).Raw("</nav>").Raw(_body.ToString()).Raw("</main></body></html>\n").ToString();
}
