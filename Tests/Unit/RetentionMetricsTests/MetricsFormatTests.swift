import Testing

@testable import RetentionMetrics

@Suite struct MetricsFormatTests {
    @Test(arguments: [
        // Prometheus 2.42 and 3.
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/openmetrics-text", "Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8",
        "text/plain;q=0.5, application/openmetrics-text;q=0.5",
    ])
    func `open metrics for those who ask`(accept: String) {
        #expect(MetricsFormat(accept: accept) == .openMetrics)
    }

    @Test(arguments: [
        nil, "", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain;version=0.0.4",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;version=2.0.0;q=1,text/plain;q=0.1",
        "application/openmetrics-text;q=0", "application/openmetrics-text;q=nan", "application/openmetrics-text;q=7",
        "application/openmetrics-text;q=0.4,text/plain;q=0.5", "application/vnd.google.protobuf", ";;,,;=", "q=1",
    ])
    func `the classic one for all others`(accept: String?) {
        #expect(MetricsFormat(accept: accept) == .classic)
    }
}
