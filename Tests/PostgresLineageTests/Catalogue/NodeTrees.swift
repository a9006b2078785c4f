/// Definitions as PostgreSQL 15 stored them, of views over `users` (16793: id, email, ssn …).
enum NodeTrees {
    /// `v1`: select id, email as mail, upper(ssn) as u, ssn from users
    static let plain = #"""
        ({QUERY :commandType 1 :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false \#
        :hasWindowFuncs false :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false \#
        :hasModifyingCTE false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable \#
        ({RANGETBLENTRY :alias {ALIAS :aliasname old :colnames <>} :eref {ALIAS :aliasname old :colnames ("id" \#
        "mail" "u" "ssn")} :rtekind 0 :relid 16821 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh \#
        false :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) \#
        :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname new :colnames <>} :eref \#
        {ALIAS :aliasname new :colnames ("id" "mail" "u" "ssn")} :rtekind 0 :relid 16821 :relkind v :rellockmode 1 \#
        :tablesample <> :lateral false :inh false :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) \#
        :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias <> :eref \#
        {ALIAS :aliasname users :colnames ("id" "email" "ssn" "salary" "wéird\ "c\\ol" "gen")} :rtekind 0 :relid \#
        16793 :relkind r :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true :requiredPerms 2 \#
        :checkAsUser 0 :selectedCols (b 8 9 10) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) \#
        :securityQuals <>}) :jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex 3}) :quals <>} :targetList \#
        ({TARGETENTRY :expr {VAR :varno 3 :varattno 1 :vartype 23 :vartypmod -1 :varcollid 0 :varlevelsup 0 \#
        :varnosyn 3 :varattnosyn 1 :location 25} :resno 1 :resname id :ressortgroupref 0 :resorigtbl 16793 \#
        :resorigcol 1 :resjunk false} {TARGETENTRY :expr {VAR :varno 3 :varattno 2 :vartype 16599 :vartypmod -1 \#
        :varcollid 100 :varlevelsup 0 :varnosyn 3 :varattnosyn 2 :location 29} :resno 2 :resname mail \#
        :ressortgroupref 0 :resorigtbl 16793 :resorigcol 2 :resjunk false} {TARGETENTRY :expr {FUNCEXPR :funcid 871 \#
        :funcresulttype 25 :funcretset false :funcvariadic false :funcformat 0 :funccollid 100 :inputcollid 100 \#
        :args ({VAR :varno 3 :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 3 \#
        :varattnosyn 3 :location 50}) :location 44} :resno 3 :resname u :ressortgroupref 0 :resorigtbl 0 :resorigcol\#
         0 :resjunk false} {TARGETENTRY :expr {VAR :varno 3 :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 \#
        :varlevelsup 0 :varnosyn 3 :varattnosyn 3 :location 61} :resno 4 :resname ssn :ressortgroupref 0 :resorigtbl\#
         16793 :resorigcol 3 :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause <> \#
        :groupDistinct false :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause <> \#
        :limitOffset <> :limitCount <> :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> \#
        :withCheckOptions <> :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 :stmt_len 75})
        """#

    /// `v3`: select ssn from users union all select 'x'
    static let union = #"""
        ({QUERY :commandType 1 :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false \#
        :hasWindowFuncs false :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false \#
        :hasModifyingCTE false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable \#
        ({RANGETBLENTRY :alias {ALIAS :aliasname old :colnames <>} :eref {ALIAS :aliasname old :colnames ("ssn")} \#
        :rtekind 0 :relid 16829 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh false :inFromCl false \#
        :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) \#
        :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname new :colnames <>} :eref {ALIAS :aliasname new \#
        :colnames ("ssn")} :rtekind 0 :relid 16829 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh \#
        false :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) \#
        :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname *SELECT*\ 1 :colnames <>} \#
        :eref {ALIAS :aliasname *SELECT*\ 1 :colnames ("ssn")} :rtekind 1 :subquery {QUERY :commandType 1 \#
        :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false :hasWindowFuncs false \#
        :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE false \#
        :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable ({RANGETBLENTRY :alias <> \#
        :eref {ALIAS :aliasname users :colnames ("id" "email" "ssn" "salary" "wéird\ "c\\ol" "gen")} :rtekind 0 \#
        :relid 16793 :relkind r :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true \#
        :requiredPerms 2 :checkAsUser 0 :selectedCols (b 10) :insertedCols (b) :updatedCols (b) :extraUpdatedCols \#
        (b) :securityQuals <>}) :jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>} :targetList \#
        ({TARGETENTRY :expr {VAR :varno 1 :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup 0 \#
        :varnosyn 1 :varattnosyn 3 :location 25} :resno 1 :resname ssn :ressortgroupref 0 :resorigtbl 16793 \#
        :resorigcol 3 :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct \#
        false :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> \#
        :limitCount <> :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <> \#
        :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 :stmt_len 0} :security_barrier false :lateral \#
        false :inh false :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) \#
        :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname *SELECT*\ \#
        2 :colnames <>} :eref {ALIAS :aliasname *SELECT*\ 2 :colnames ("?column?")} :rtekind 1 :subquery {QUERY \#
        :commandType 1 :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false \#
        :hasWindowFuncs false :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false \#
        :hasModifyingCTE false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable <> \#
        :jointree {FROMEXPR :fromlist <> :quals <>} :targetList ({TARGETENTRY :expr {CONST :consttype 25 \#
        :consttypmod -1 :constcollid 100 :constlen -1 :constbyval false :constisnull false :location 57 :constvalue \#
        5 [ 20 0 0 0 120 ]} :resno 1 :resname ?column? :ressortgroupref 0 :resorigtbl 0 :resorigcol 0 :resjunk \#
        false}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct false :groupingSets <> \#
        :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> :limitCount <> \#
        :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <> :mergeActionList <> \#
        :mergeUseOuterJoin false :stmt_location 0 :stmt_len 0} :security_barrier false :lateral false :inh false \#
        :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) \#
        :extraUpdatedCols (b) :securityQuals <>}) :jointree {FROMEXPR :fromlist <> :quals <>} :targetList \#
        ({TARGETENTRY :expr {VAR :varno 3 :varattno 1 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup 0 \#
        :varnosyn 3 :varattnosyn 1 :location 25} :resno 1 :resname ssn :ressortgroupref 0 :resorigtbl 0 :resorigcol \#
        0 :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct false \#
        :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> \#
        :limitCount <> :limitOption 0 :rowMarks <> :setOperations {SETOPERATIONSTMT :op 1 :all true :larg \#
        {RANGETBLREF :rtindex 3} :rarg {RANGETBLREF :rtindex 4} :colTypes (o 25) :colTypmods (i -1) :colCollations \#
        (o 100) :groupClauses <>} :constraintDeps <> :withCheckOptions <> :mergeActionList <> :mergeUseOuterJoin \#
        false :stmt_location 0 :stmt_len 60})
        """#

    /// `v4`: with c as (select id, email from users) select c.email, (select ssn from users limit 1) as s2, x.id,
    /// 'a (b) {c} \ "q" <>'::text as k from c join v1 x using (id) order by x.u
    static let nested = #"""
        ({QUERY :commandType 1 :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false \#
        :hasWindowFuncs false :hasTargetSRFs false :hasSubLinks true :hasDistinctOn false :hasRecursive false \#
        :hasModifyingCTE false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList ({COMMONTABLEEXPR \#
        :ctename c :aliascolnames <> :ctematerialized 0 :ctequery {QUERY :commandType 1 :querySource 0 :canSetTag \#
        false :utilityStmt <> :resultRelation 0 :hasAggs false :hasWindowFuncs false :hasTargetSRFs false \#
        :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE false :hasForUpdate false \#
        :hasRowSecurity false :isReturn false :cteList <> :rtable ({RANGETBLENTRY :alias <> :eref {ALIAS :aliasname \#
        users :colnames ("id" "email" "ssn" "salary" "wéird\ "c\\ol" "gen")} :rtekind 0 :relid 16793 :relkind r \#
        :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true :requiredPerms 2 :checkAsUser 0 \#
        :selectedCols (b 8 9) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>}) :jointree\#
         {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>} :targetList ({TARGETENTRY :expr {VAR :varno 1 \#
        :varattno 1 :vartype 23 :vartypmod -1 :varcollid 0 :varlevelsup 0 :varnosyn 1 :varattnosyn 1 :location 36} \#
        :resno 1 :resname id :ressortgroupref 0 :resorigtbl 16793 :resorigcol 1 :resjunk false} {TARGETENTRY :expr \#
        {VAR :varno 1 :varattno 2 :vartype 16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 1 \#
        :varattnosyn 2 :location 39} :resno 2 :resname email :ressortgroupref 0 :resorigtbl 16793 :resorigcol 2 \#
        :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct false \#
        :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> \#
        :limitCount <> :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <> \#
        :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 :stmt_len 0} :search_clause <> :cycle_clause \#
        <> :location 23 :cterecursive false :cterefcount 1 :ctecolnames ("id" "email") :ctecoltypes (o 23 16599) \#
        :ctecoltypmods (i -1 -1) :ctecolcollations (o 0 100)}) :rtable ({RANGETBLENTRY :alias {ALIAS :aliasname old \#
        :colnames <>} :eref {ALIAS :aliasname old :colnames ("email" "s2" "id" "k")} :rtekind 0 :relid 16833 \#
        :relkind v :rellockmode 1 :tablesample <> :lateral false :inh false :inFromCl false :requiredPerms 0 \#
        :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>}\#
         {RANGETBLENTRY :alias {ALIAS :aliasname new :colnames <>} :eref {ALIAS :aliasname new :colnames ("email" \#
        "s2" "id" "k")} :rtekind 0 :relid 16833 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh false \#
        :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) \#
        :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias <> :eref {ALIAS :aliasname c :colnames ("id" \#
        "email")} :rtekind 6 :ctename c :ctelevelsup 0 :self_reference false :coltypes (o 23 16599) :coltypmods (i \#
        -1 -1) :colcollations (o 0 100) :lateral false :inh false :inFromCl true :requiredPerms 0 :checkAsUser 0 \#
        :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY\#
         :alias {ALIAS :aliasname x :colnames <>} :eref {ALIAS :aliasname x :colnames ("id" "mail" "u" "ssn")} \#
        :rtekind 0 :relid 16821 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true \#
        :requiredPerms 2 :checkAsUser 0 :selectedCols (b 8 10) :insertedCols (b) :updatedCols (b) :extraUpdatedCols \#
        (b) :securityQuals <>} {RANGETBLENTRY :alias <> :eref {ALIAS :aliasname unnamed_join :colnames ("id" "email"\#
         "mail" "u" "ssn")} :rtekind 2 :jointype 0 :joinmergedcols 1 :joinaliasvars ({VAR :varno 3 :varattno 1 \#
        :vartype 23 :vartypmod -1 :varcollid 0 :varlevelsup 0 :varnosyn 3 :varattnosyn 1 :location -1} {VAR :varno 3\#
         :varattno 2 :vartype 16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 3 :varattnosyn 2 :location\#
         -1} {VAR :varno 4 :varattno 2 :vartype 16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 4 \#
        :varattnosyn 2 :location -1} {VAR :varno 4 :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup\#
         0 :varnosyn 4 :varattnosyn 3 :location -1} {VAR :varno 4 :varattno 4 :vartype 25 :vartypmod -1 :varcollid \#
        100 :varlevelsup 0 :varnosyn 4 :varattnosyn 4 :location -1}) :joinleftcols (i 1 2) :joinrightcols (i 1 2 3 \#
        4) :join_using_alias <> :lateral false :inh false :inFromCl true :requiredPerms 0 :checkAsUser 0 \#
        :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>}) :jointree \#
        {FROMEXPR :fromlist ({JOINEXPR :jointype 0 :isNatural false :larg {RANGETBLREF :rtindex 3} :rarg \#
        {RANGETBLREF :rtindex 4} :usingClause ("id") :join_using_alias <> :quals {OPEXPR :opno 96 :opfuncid 65 \#
        :opresulttype 16 :opretset false :opcollid 0 :inputcollid 0 :args ({VAR :varno 3 :varattno 1 :vartype 23 \#
        :vartypmod -1 :varcollid 0 :varlevelsup 0 :varnosyn 3 :varattnosyn 1 :location -1} {VAR :varno 4 :varattno 1\#
         :vartype 23 :vartypmod -1 :varcollid 0 :varlevelsup 0 :varnosyn 4 :varattnosyn 1 :location -1}) :location \#
        -1} :alias <> :rtindex 5}) :quals <>} :targetList ({TARGETENTRY :expr {VAR :varno 3 :varattno 2 :vartype \#
        16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 3 :varattnosyn 2 :location 64} :resno 1 :resname\#
         email :ressortgroupref 0 :resorigtbl 16793 :resorigcol 2 :resjunk false} {TARGETENTRY :expr {SUBLINK \#
        :subLinkType 4 :subLinkId 0 :testexpr <> :operName <> :subselect {QUERY :commandType 1 :querySource 0 \#
        :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false :hasWindowFuncs false :hasTargetSRFs false \#
        :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE false :hasForUpdate false \#
        :hasRowSecurity false :isReturn false :cteList <> :rtable ({RANGETBLENTRY :alias <> :eref {ALIAS :aliasname \#
        users :colnames ("id" "email" "ssn" "salary" "wéird\ "c\\ol" "gen")} :rtekind 0 :relid 16793 :relkind r \#
        :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true :requiredPerms 2 :checkAsUser 0 \#
        :selectedCols (b 10) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>}) :jointree \#
        {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>} :targetList ({TARGETENTRY :expr {VAR :varno 1 \#
        :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 1 :varattnosyn 3 :location 81}\#
         :resno 1 :resname ssn :ressortgroupref 0 :resorigtbl 16793 :resorigcol 3 :resjunk false}) :override 0 \#
        :onConflict <> :returningList <> :groupClause <> :groupDistinct false :groupingSets <> :havingQual <> \#
        :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> :limitCount {FUNCEXPR :funcid 481 \#
        :funcresulttype 20 :funcretset false :funcvariadic false :funcformat 2 :funccollid 0 :inputcollid 0 :args \#
        ({CONST :consttype 23 :consttypmod -1 :constcollid 0 :constlen 4 :constbyval true :constisnull false \#
        :location 102 :constvalue 4 [ 1 0 0 0 0 0 0 0 ]}) :location -1} :limitOption 0 :rowMarks <> :setOperations \#
        <> :constraintDeps <> :withCheckOptions <> :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 \#
        :stmt_len 0} :location 73} :resno 2 :resname s2 :ressortgroupref 0 :resorigtbl 0 :resorigcol 0 :resjunk \#
        false} {TARGETENTRY :expr {VAR :varno 4 :varattno 1 :vartype 23 :vartypmod -1 :varcollid 0 :varlevelsup 0 \#
        :varnosyn 4 :varattnosyn 1 :location 112} :resno 3 :resname id :ressortgroupref 0 :resorigtbl 16821 \#
        :resorigcol 1 :resjunk false} {TARGETENTRY :expr {CONST :consttype 25 :consttypmod -1 :constcollid 100 \#
        :constlen -1 :constbyval false :constisnull false :location 118 :constvalue 22 [ 88 0 0 0 97 32 40 98 41 32 \#
        123 99 125 32 92 32 34 113 34 32 60 62 ]} :resno 4 :resname k :ressortgroupref 0 :resorigtbl 0 :resorigcol 0\#
         :resjunk false} {TARGETENTRY :expr {VAR :varno 4 :varattno 3 :vartype 25 :vartypmod -1 :varcollid 100 \#
        :varlevelsup 0 :varnosyn 4 :varattnosyn 3 :location 187} :resno 5 :resname <> :ressortgroupref 1 :resorigtbl\#
         0 :resorigcol 0 :resjunk true}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct\#
         false :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause ({SORTGROUPCLAUSE \#
        :tleSortGroupRef 1 :eqop 98 :sortop 664 :nulls_first false :hashable true}) :limitOffset <> :limitCount <> \#
        :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <> :mergeActionList <> \#
        :mergeUseOuterJoin false :stmt_location 0 :stmt_len 190})
        """#

    /// `v5`: select * from (select email, ssn as q from users) a
    static let drilled = #"""
        ({QUERY :commandType 1 :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false \#
        :hasWindowFuncs false :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false \#
        :hasModifyingCTE false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable \#
        ({RANGETBLENTRY :alias {ALIAS :aliasname old :colnames <>} :eref {ALIAS :aliasname old :colnames ("email" \#
        "q")} :rtekind 0 :relid 16838 :relkind v :rellockmode 1 :tablesample <> :lateral false :inh false :inFromCl \#
        false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols\#
         (b) :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname new :colnames <>} :eref {ALIAS :aliasname \#
        new :colnames ("email" "q")} :rtekind 0 :relid 16838 :relkind v :rellockmode 1 :tablesample <> :lateral \#
        false :inh false :inFromCl false :requiredPerms 0 :checkAsUser 0 :selectedCols (b) :insertedCols (b) \#
        :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>} {RANGETBLENTRY :alias {ALIAS :aliasname a \#
        :colnames <>} :eref {ALIAS :aliasname a :colnames ("email" "q")} :rtekind 1 :subquery {QUERY :commandType 1 \#
        :querySource 0 :canSetTag true :utilityStmt <> :resultRelation 0 :hasAggs false :hasWindowFuncs false \#
        :hasTargetSRFs false :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE false \#
        :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <> :rtable ({RANGETBLENTRY :alias <> \#
        :eref {ALIAS :aliasname users :colnames ("id" "email" "ssn" "salary" "wéird\ "c\\ol" "gen")} :rtekind 0 \#
        :relid 16793 :relkind r :rellockmode 1 :tablesample <> :lateral false :inh true :inFromCl true \#
        :requiredPerms 2 :checkAsUser 0 :selectedCols (b 9 10) :insertedCols (b) :updatedCols (b) :extraUpdatedCols \#
        (b) :securityQuals <>}) :jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>} :targetList \#
        ({TARGETENTRY :expr {VAR :varno 1 :varattno 2 :vartype 16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 \#
        :varnosyn 1 :varattnosyn 2 :location 40} :resno 1 :resname email :ressortgroupref 0 :resorigtbl 16793 \#
        :resorigcol 2 :resjunk false} {TARGETENTRY :expr {VAR :varno 1 :varattno 3 :vartype 25 :vartypmod -1 \#
        :varcollid 100 :varlevelsup 0 :varnosyn 1 :varattnosyn 3 :location 47} :resno 2 :resname q :ressortgroupref \#
        0 :resorigtbl 16793 :resorigcol 3 :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause\#
         <> :groupDistinct false :groupingSets <> :havingQual <> :windowClause <> :distinctClause <> :sortClause <> \#
        :limitOffset <> :limitCount <> :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> \#
        :withCheckOptions <> :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 :stmt_len 0} \#
        :security_barrier false :lateral false :inh false :inFromCl true :requiredPerms 0 :checkAsUser 0 \#
        :selectedCols (b) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals <>}) :jointree \#
        {FROMEXPR :fromlist ({RANGETBLREF :rtindex 3}) :quals <>} :targetList ({TARGETENTRY :expr {VAR :varno 3 \#
        :varattno 1 :vartype 16599 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 3 :varattnosyn 1 :location \#
        25} :resno 1 :resname email :ressortgroupref 0 :resorigtbl 16793 :resorigcol 2 :resjunk false} {TARGETENTRY \#
        :expr {VAR :varno 3 :varattno 2 :vartype 25 :vartypmod -1 :varcollid 100 :varlevelsup 0 :varnosyn 3 \#
        :varattnosyn 2 :location 25} :resno 2 :resname q :ressortgroupref 0 :resorigtbl 16793 :resorigcol 3 :resjunk\#
         false}) :override 0 :onConflict <> :returningList <> :groupClause <> :groupDistinct false :groupingSets <> \#
        :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset <> :limitCount <> \#
        :limitOption 0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <> :mergeActionList <> \#
        :mergeUseOuterJoin false :stmt_location 0 :stmt_len 69})
        """#
}
