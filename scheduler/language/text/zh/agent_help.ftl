### `yicang-agent` 的帮助。

help-agent = 向调度中心上报需求和储备，并接收其调度指令。
    .after = 退出码：0 完成；1 被拒绝或有误，除非输出另有说明，什么都没有做；2 用法有误；3 尚未送达，保存在发件箱中，没有丢失。
    .dir = 上报端的文件夹：配置、密钥和发件箱。
    .wait = 连接不上调度中心时持续重试的时间。
    .note = 给调度员的备注，最多 1000 字节；不会公开。
    .no_send = 只签名并存入发件箱；以后用 `outbox send` 发送。

help-agent-init = 生成此上报端的密钥和配置。
    .agent = 上报端编号，即调度员将登记的编号。
    .server = 调度中心的地址，https://主机:端口。
    .ca = 为调度中心地址作保的证书（PEM）文件；文件会被复制。
    .centre_key = 调度中心的回执密钥：base64 或十六进制，或含有它的文件。更换密钥期间两个都写，新的在前。
    .log_key = 公开日志的密钥（vkey），或含有它的文件。
    .root_key = 代替上一项：日志根的密钥，日志密钥更换后依然有效。
    .witness_policy = tlog-policy 文件：日志检查点须由其中的见证方联署，调度指令才可信。文件会被复制。

help-agent-report = 上报需求点的需求或储备库的储备。
    .csv = 清单：CSV 文件或工作簿（FILE.xlsx，或 FILE.xlsx#SHEET）。需求的列：item_id、quantity、priority；可选：site_id、wanted_by、latest_useful、life_days_min。储备的列：item_id、quantity；可选：depot_id、lot_id、expires_on、earmark、available_at。后三列中，空单元格保留已知的值，none（无）去除它。
    .allow_extra_columns = 接受清单中不认识的列，并给出提示。
    .skip_bad = 清单中有误的行跳过，只发送正确的行。

help-agent-report-need = 上报需求点自现在起的需求，不含已收到的。
    .site = 需求点，写编号或名称。此上报端只有一个时可不写；用 --csv 时也可由 site_id 列给出。
    .item = 物资，写编号或目录中的完整名称。
    .quantity = 申报量，以基本单位计：不小于 1 的整数，或 `unknown`（不详）。
    .class = 优先级：调度中心规则中的级别，如 life-saving、urgent、routine。
    .due = 希望到达的时间；允许晚到。写本时区的时间 2026-12-01 18:00 或 18:00，或带时差的 2026-12-01T18:00:00+08:00。
    .latest = 最迟有用的时间：到达会更晚的不再发送。写法同上。
    .life = 到达时须剩余的有效期天数，0 至 3650。
    .yes = 确为此数，尽管是本上报端以往所报的百倍以上。

help-agent-report-reserve = 逐批上报储备库的储备。未列出的批次保持不变，未写出的批次属性也保持不变。
    .depot = 储备库，写编号或名称。此上报端只有一个时可不写；用 --csv 时也可由 depot_id 列给出。
    .item = 物资，写编号或目录中的完整名称。
    .quantity = 在库数量，以基本单位计；已无库存则为 0。
    .lot = 批次，若储备库区分批次。
    .expires = 有效期至，YYYY-MM-DD；不过期则写 none。不写则保留已知的日期。
    .earmark = 定向捐赠：只有此需求点可以接收；可以写多次；写 none 则不限。不写则保留已知的需求点。
    .available = 可发出的时间：本时区的时间 2026-12-01 18:00，或带时差的时间；现在即可则写 none。不写则保留已知的时间。

help-agent-needs = 显示此上报端各需求点的未关闭需求：申报量、核定量、已满足的量及其缘由。发件箱中等待的另行列出。
    .site = 只看此需求点。
    .history = 也显示每项需求的经过。

help-agent-stock = 逐批显示调度中心所知的此上报端各储备库的库存。
    .depot = 只看此储备库。

help-agent-explain = 说明某项需求在最近决定的方案中分得多少，为何不能更多，以及怎样有帮助。
    .need = 需求点/物资；此上报端只有一个需求点时可只写物资；只写需求点则为其全部需求。

help-agent-catalogue = 下载所有物资和此上报端各地点的名称与单位，保存在文件夹中并显示。

help-agent-completion = 输出终端补全命令、参数、物资和地点所用的脚本。
    .shell = 终端：
    .shell-bash = source <(yicang-agent completion bash)
    .shell-zsh = source <(yicang-agent completion zsh)
    .shell-fish = yicang-agent completion fish | source

help-agent-orders = 显示此上报端的储备库和需求点的调度指令；每一条都对照公开日志验证。
    .watch = 持续运行并显示每次变化，直至按 Ctrl-C。
    .closed = 也包括已签收、已取消或已改派的指令。

help-agent-fact = 上报需求点的基本情况，供按规则计算核定量。内容公开。
    .site = 需求点；此上报端只有一个时可不写。
    .facts = 例如 patients=212、beds=300、staff=90、heads=4000，或 stock/N95=40 表示自有库存。
    .note = 给调度员的备注；从不公开。

help-agent-withdraw = 撤回需求：该需求点不再需要这些物资。等同于数量为 0 的上报。
    .site = 需求点；此上报端只有一个时可不写。
    .items = 物资，写编号或完整名称。
    .note = 给调度员的备注；从不公开。

help-agent-amend = 更正本上报端所报的需求。未写的保持不变。
    .need = 需求点与物资，例如 H1/N95；只为一个需求点上报过时可只写物资。
    .quantity = 现在所需的数量，以基本单位计，或 `unknown`（不详）；0 表示撤回。
    .class = 现在的优先级。
    .due = 期望送达时间；可以晚到。
    .latest = 最晚有效时间：晚于此时间到达的不发。
    .life = 到达时至少剩余的效期天数，0 至 3650。
    .yes = 确为此数，尽管是本上报端以往所报的百倍以上。
    .note = 给调度员的备注，不公开。

help-agent-renew = 按原样再次上报本上报端所报的需求，以免过时。
    .needs = 物资，或 SITE/ITEM。
    .all = 本上报端报过且未撤回的全部需求。
    .yes = 确为此数。
    .note = 给调度员的备注，不公开。

help-agent-raise = 以另一优先级再次上报需求。
    .need = 物资，或 SITE/ITEM。
    .class = 今后的优先级。
    .yes = 确为此数。
    .note = 给调度员的备注，不公开。

help-agent-contest = 质疑调度员为本上报端的地点代录的内容：并非如此。
    .what = 对象：
    .what-record = 代录的记录
    .records = 记录编号。
    .note = 实际所说的内容，供调度员参考，不公开。

help-agent-confirm = 确认指令的环节：拣货、发运或签收。
    .step = 环节：
    .step-picked = 拣货：储备库已从货架取下
    .step-shipped = 发运：已离开储备库，库存随之减少；少于指令数量则其余作废
    .step-received = 签收：需求点已接收；少于发运数量的部分仍为需求
    .step-record = 调度员为本上报端的地点代录的内容属实；在指令处写记录编号
    .order = 调度指令，如 P17-3。
    .quantity = 拣货、发运或签收的数量，以基本单位计；没有则为 0。
    .left_already = 批次虽已冻结，物资却已经发出。
    .damaged = 签收时损坏、无法使用的基本单位数量，不含在数量之内。
    .lost = 开箱时缺失的基本单位数量，不含在数量之内。
    .expired = 已过有效期的基本单位数量，不含在数量之内。

help-agent-count = 上报盘点结果：储备库的全部库存，或一个批次。
    .full = 储备库全部库存的列表。未列出的批次记为 0，签名前会先显示。
    .depot = 储备库；此上报端只有一个时可不写。
    .item = 所盘点的物资。
    .lot = 所盘点的批次；不写则为未分批的一堆。
    .quantity = 盘点数量，以基本单位计。
    .yes = 即使未列出的批次会记为 0，也签名上报。
    .note = 给调度员的说明，不会公开。

help-agent-change = 上报指令以外的库存增减及其原因。此上报公开。
    .depot = 储备库；此上报端只有一个时可不写。
    .item = 物资。
    .lot = 批次；不写则为未分批的一堆。
    .quantity = 数量，以基本单位计。
    .reason = 原因：
    .reason-damaged = 减少：已损坏，不能再用
    .reason-lost = 减少：去向不明
    .reason-expired = 减少：已过期并取出
    .reason-consumed = 减少：在库内消耗
    .reason-sampled = 减少：抽取检验
    .reason-found = 增加：原来就有，先前不知
    .reason-donated = 增加：捐赠
    .reason-returned = 增加：从发往处退回
    .reason-delivered = 增加：供应商送到
    .note = 给调度员的说明，不会公开。

help-agent-inbound = 上报供应方已确认、尚未送达的物资。除供应方与捐赠方外均公开。数量为 0 即撤回。
    .depot = 将送达的储备库。
    .item = 物资。
    .lot = 到货后的批次；其中不能已有库存。
    .quantity = 基本单位数量；0 表示撤回预告。
    .supplier = 由谁发货；在公开日志中隐去。
    .expected = 何时之前：日期（当日结束）或时刻。
    .confidence = 把握程度，1 到 100 的百分比。
    .expires = 有效期至。
    .earmark = 只能由该需求点接收；多个需求点请多次书写。
    .donor = 捐赠方；在公开日志中隐去。程序会给出捐赠码。
    .csv = 用清单代替各参数；栏目见数据交换手册。
    .allow_extra_columns = 允许未知的栏目。
    .skip_bad = 清单中有错行时仍发送正确的行。
    .note = 给调度员的备注；从不公开。

help-agent-excess = 上报需求点富余、可调出的物资。内容公开。此后该需求点同时是同名储备库。
    .site = 需求点。
    .item = 物资。
    .lot = 批次；不写即无名批次。
    .quantity = 可调出的基本单位数量；0 表示结束。
    .expires = 有效期至。
    .do_not_send = 该需求点不再需要此物资：其未结需求随之撤回。
    .csv = 用清单代替各参数；栏目见数据交换手册。
    .allow_extra_columns = 允许未知的栏目。
    .skip_bad = 清单中有错行时仍发送正确的行。
    .note = 给调度员的备注；从不公开。

help-agent-outbox = 查看待发送的上报，发送它们，或清除被拒绝的。不写命令则为 list。
help-agent-outbox-list = 列出待发送的、被拒绝的和最近送达的上报。
help-agent-outbox-send = 发送所有待发送的上报。
help-agent-outbox-show = 显示一份上报的全部内容，及其回执或被拒绝的原因。
    .id = 上报的编号，或其开头部分。
help-agent-outbox-undo = 取回最后一份从未发送的上报；写编号则取回该份及其后各份。
    .number = 首份要取回的上报的编号。

help-agent-outbox-export = 将等待中的上报连同签名写入文件，携带到有连接处。取回回执之前仍留在此处。
    .file = 文件；不得已经存在。

help-agent-outbox-import = 将带回的回执归档。
    .file = FILE.receipts，由 `import` 写出。

help-agent-import = 经本上报端的连接发送另一上报端的上报文件，并将签名回执写入 FILE.receipts。
    .file = 由 `outbox export` 写出的文件。

help-agent-outbox-drop-refused = 清除被拒绝的上报。
help-agent-outbox-forget-lost = 结束关于损坏的发件箱所丢失上报的提示。

help-agent-notices = 显示本上报端的储备库和需求点必须知道的事：即将待更新的需求、召回、差异、须发车的指令。
help-agent-notices-seen = 确认已知提醒，此后不再显示。确认经签名，并且公开。
    .ids = 照列出的样子写编号，例如 N57-recall-H1。
    .all = 现有的全部提醒。

help-agent-watch = 作为服务保持连接：一旦连得上调度中心，就发送发件箱中等候的上报，每有变化打印一行。SIGTERM 或 Ctrl-C 结束。

help-agent-audit = 核对每一份有回执的上报是否在公开日志中，并保存证明。也可写作 verify-receipts。
    .after = 退出码：0 有回执的上报均已公开或尚在期限内；1 有上报未公开或无法核对，或日志无法读取，或不是先前所见日志的延续；2 用法有误。
    .log = 日志的公开文件夹，或其地址：http://… 或 https://…
    .witness_policy = tlog-policy 文件：可向他人证明上报逾期的见证方。不写则用配置中的规则（若有）。
    .ca = 为 https 地址作保的证书（PEM）文件，若其不属于通常的证书机构。
