#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A few long-lived threads with a large stack, on which everything runs whose depth the text decides: PostgreSQL's
/// parser, libpg_query's tree writer and the walk over that tree.
///
/// Callers block until their work is done, so it is bounded beforehand by ``SQLTextLimits``. The stacks are virtual
/// memory: pages are touched only by deep texts. Where no thread can be made, nothing is run and every text is unknown.
///
/// Unchecked: the queue and the jobs' flags are guarded by the mutex.
final class ParserThreads: @unchecked Sendable {
    static let shared = ParserThreads(count: 2, stackBytes: 256 << 20)

    private final class Job {
        let body: () -> Void
        var isDone = false
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrived: UnsafeMutablePointer<pthread_cond_t>
    private let finished: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [Job] = []
    private var threads = 0

    init(count: Int, stackBytes: Int) {
        mutex = .allocate(capacity: 1)
        arrived = .allocate(capacity: 1)
        finished = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrived, nil)
        pthread_cond_init(finished, nil)
        for _ in 0..<count where start(stackBytes: stackBytes) { threads += 1 }
    }

    /// What the body returns, once a thread has run it; `nil` if there is no thread.
    func run<Result>(_ body: () -> Result) -> Result? {
        guard threads > 0 else { return nil }
        var result: Result?
        let storing = { result = body() }
        withoutActuallyEscaping(storing) { escaping in
            let job = Job(escaping)
            pthread_mutex_lock(mutex)
            queue.append(job)
            pthread_cond_signal(arrived)
            while !job.isDone { pthread_cond_wait(finished, mutex) }
            pthread_mutex_unlock(mutex)
        }
        return result
    }

    private func start(stackBytes: Int) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackBytes) == 0 else { return false }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<ParserThreads>.fromOpaque(context).takeRetainedValue().serve() }
                return nil
            }, context.toOpaque())
        if code != 0 { context.release() }
        return code == 0
    }

    private func serve() {
        pthread_mutex_lock(mutex)
        while true {
            while queue.isEmpty { pthread_cond_wait(arrived, mutex) }
            // The queue is as long as there are waiting callers: a handful.
            let job = queue.removeFirst()
            pthread_mutex_unlock(mutex)
            runBody(of: job)
            pthread_mutex_lock(mutex)
            job.isDone = true
            pthread_cond_broadcast(finished)
        }
    }

    @inline(never)
    private func runBody(of job: Job) { job.body() }
}
