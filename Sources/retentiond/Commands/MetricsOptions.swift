import ArgumentParser

/// The targets of the service's metrics. None by default.
struct MetricsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write metrics to this file, for node_exporter's textfile collector. Its name should end in .prom. (RETENTIOND_METRICS_FILE)",
            valueName: "file"))
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            "Serve metrics over HTTP at unix:PATH, 127.0.0.1:PORT or [::1]:PORT, to readers on this machine. (RETENTIOND_METRICS_LISTEN)",
            valueName: "address"))
    var metricsListen: String?
}
